// Microscaling formats: weight and one small scale for every short block of a row.
// MXFP4, MXFP8:
// https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf NVFP4, with
// weight_scale_2 and input_scale as single 32-bit numbers:
//   https://github.com/NVIDIA/TensorRT-Model-Optimizer modelopt/torch/export/quant_utils.py
#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

using Format = MicroscalingRecipe::Format;

struct Facts {
  std::string_view name;
  std::uint64_t elements_per_byte;
  std::uint64_t block;
  bool tensor_scale;
};

constexpr Facts facts_of(Format format) {
  switch (format) {
    case Format::mxfp8:
      return {"MXFP8", 1, 32, false};
    case Format::nvfp4:
      return {"NVFP4", 2, 16, true};
    case Format::mxfp4:
      break;
  }
  return {"MXFP4", 2, 32, false};
}

}  // namespace

bool quantises(const MicroscalingRecipe& recipe, const Tensor& tensor) {
  return role_of(tensor) == TensorRole::linear &&
         (!recipe.experts_only || is_routed_expert(tensor));
}

StoredLayer stored_layer(const MicroscalingRecipe& recipe, const LinearLayer& layer) {
  constexpr std::uint64_t float_bytes = 4;
  const Facts facts = facts_of(recipe.format);
  const std::uint64_t rows = product(layer.rows, layer.matrices);
  const std::uint64_t blocks = product(blocks_of(layer.columns, facts.block), rows);
  const std::uint64_t singles =
      product((facts.tensor_scale ? 1U : 0U) + (recipe.input_scales ? 1U : 0U), layer.modules);
  return {facts.name,
          Bytes{blocks_of(layer.columns, facts.elements_per_byte)} * rows + Bytes{blocks} +
              Bytes{singles} * float_bytes,
          (Bytes{blocks} + Bytes{singles}).count()};
}

std::string text_of(const MicroscalingRecipe& recipe) {
  const Facts facts = facts_of(recipe.format);
  return std::string{facts.name} + ", blocks of " + std::to_string(facts.block) +
         (recipe.experts_only ? ", experts only" : "");
}

}  // namespace vramcalc::model
