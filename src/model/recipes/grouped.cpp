// Integers in groups. Formats of the checkpoints:
//   GPTQ: qweight, qzeros, scales, g_idx; AWQ: the same without g_idx
//     https://github.com/ModelCloud/GPTQModel gptqmodel/nn_modules/qlinear/__init__.py
//     https://github.com/casper-hansen/AutoAWQ awq/modules/linear/gemm.py
//   compressed-tensors: weight_packed, weight_scale, weight_zero_point, weight_g_idx, weight_shape
//     https://github.com/vllm-project/compressed-tensors
//     src/compressed_tensors/compressors/quantized_compressors/pack_quantized.py
//   MLX: weight, scales, biases
//     https://github.com/ml-explore/mlx python/mlx/nn/layers/quantized.py
#include <array>
#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

constexpr std::array<std::string_view, 9> formats{"int",  "int1", "int2", "int3", "int4",
                                                  "int5", "int6", "int7", "int8"};

constexpr std::uint64_t word_bits = 32;
constexpr std::uint64_t word_bytes = 4;

std::string_view format_of(std::uint32_t bits) {
  return formats[bits < formats.size() ? bits : 0];
}

// Codes narrower than a byte are packed in 32-bit words.
Bytes packed(std::uint64_t count, std::uint64_t bits) {
  if (bits % 8 == 0) {
    return Bytes{count} * (bits / 8);
  }
  return Bytes{blocks_of(product(count, bits), word_bits)} * word_bytes;
}

}  // namespace

bool quantises(const GroupedRecipe& recipe, const Tensor& tensor) {
  const TensorRole role = role_of(tensor);
  // MLX leaves rows alone that are no whole number of groups:
  // https://github.com/ml-explore/mlx-lm mlx_lm/utils.py, quantize_model.
  if (recipe.embeddings_too && recipe.group != 0 && tensor.shape.row_length() % recipe.group != 0) {
    return false;
  }
  return role == TensorRole::linear || (role == TensorRole::head && recipe.head_too) ||
         (role == TensorRole::embedding && recipe.embeddings_too);
}

StoredLayer stored_layer(const GroupedRecipe& recipe, const LinearLayer& layer) {
  const std::uint64_t groups = recipe.group == 0 ? 1 : blocks_of(layer.columns, recipe.group);
  const std::uint64_t grouped = product(product(groups, layer.rows), layer.matrices);

  StoredLayer stored{format_of(recipe.bits), {}, grouped};
  stored.bytes = packed(layer.columns, recipe.bits) * layer.rows * layer.matrices;
  stored.bytes += packed(grouped, recipe.scale_bits);
  if (recipe.zero_bits != 0) {
    // One zero point a group; those of neighbouring rows share words.
    stored.bytes += packed(layer.rows, recipe.zero_bits) * groups * layer.matrices;
    stored.scale_elements += grouped;
  }
  if (recipe.group_index) {
    const std::uint64_t indices = product(layer.columns, layer.modules);
    stored.bytes += Bytes{indices} * word_bytes;
    stored.scale_elements += indices;
  }
  if (recipe.shape_tensor) {
    // Two 64-bit integers. Where a total counts packed words as the numbers that they hold, it
    // counts these likewise.
    constexpr std::uint64_t shape_bytes = 16;
    stored.bytes += Bytes{shape_bytes} * layer.modules;
    stored.scale_elements += product(2 * (word_bits / recipe.bits), layer.modules);
  }
  return stored;
}

std::string text_of(const GroupedRecipe& recipe) {
  std::string text = std::string{format_of(recipe.bits)} + ", ";
  text += recipe.group == 0 ? "a scale a row" : "groups of " + std::to_string(recipe.group);
  if (recipe.zero_bits != 0) {
    text += " with zero points";
  }
  if (recipe.embeddings_too) {
    text += ", embeddings too";
  }
  return text;
}

}  // namespace vramcalc::model
