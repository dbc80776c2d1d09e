// 8-bit floats: weight and weight_scale_inv or weight_scale, with input_scale where activations
// have fixed scales.
// https://huggingface.co/deepseek-ai/DeepSeek-V3 README_WEIGHTS.md (blocks of 128 × 128)
// https://github.com/vllm-project/compressed-tensors (tensor and channel)
#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {

bool quantises(const Fp8Recipe& /*recipe*/, const Tensor& tensor) {
  return role_of(tensor) == TensorRole::linear;
}

StoredLayer stored_layer(const Fp8Recipe& recipe, const LinearLayer& layer) {
  std::uint64_t scales = layer.modules;
  switch (recipe.scale) {
    case Fp8Recipe::Scale::tensor:
      break;
    case Fp8Recipe::Scale::channel:
      scales = product(layer.rows, layer.matrices);
      break;
    case Fp8Recipe::Scale::block:
      scales = product(product(blocks_of(layer.rows, recipe.block_rows),
                               blocks_of(layer.columns, recipe.block_columns)),
                       layer.matrices);
      break;
  }
  if (recipe.input_scales) {
    scales += layer.modules;
  }
  return {"fp8", Bytes{layer.elements()} + Bytes{scales} * facts_of(recipe.scale_type).block_bytes,
          scales};
}

std::string text_of(const Fp8Recipe& recipe) {
  switch (recipe.scale) {
    case Fp8Recipe::Scale::tensor:
      return "fp8, a scale a tensor";
    case Fp8Recipe::Scale::channel:
      return "fp8, a scale a row";
    case Fp8Recipe::Scale::block:
      break;
  }
  return "fp8, blocks of " + std::to_string(recipe.block_rows) + " × " +
         std::to_string(recipe.block_columns);
}

}  // namespace vramcalc::model
