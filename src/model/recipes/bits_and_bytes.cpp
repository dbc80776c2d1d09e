// bitsandbytes: LLM.int8 and the 4-bit formats, as transformers saves them.
// https://github.com/bitsandbytes-foundation/bitsandbytes bitsandbytes/nn/modules.py (SCB,
// weight_format) and bitsandbytes/functional.py (QuantState.as_dict)
#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

constexpr std::uint64_t float_bytes = 4;
constexpr std::uint64_t block = 64;
constexpr std::uint64_t nested_block = 256;        // blocks that share a scale of their scales
constexpr std::uint64_t code_values = 16;          // quant_map
constexpr std::uint64_t nested_code_values = 256;  // nested_quant_map
// The mean of the offset's digits as Python prints a 32-bit number.
constexpr std::uint64_t offset_digits = 19;

// Every 4-bit matrix carries its facts as a text, stored byte by byte:
// {"quant_type": "nf4", "blocksize": 64, "dtype": "float16", "shape": [5120, 5120]}
std::uint64_t state_text_bytes(const BitsAndBytesRecipe& recipe, const LinearLayer& layer) {
  std::string text = R"({"quant_type": "nf4", "blocksize": 64, "dtype": ")";
  text += recipe.rest == StorageType::bf16  ? "bfloat16"
          : recipe.rest == StorageType::f32 ? "float32"
                                            : "float16";
  text += R"(", "shape": [)" + std::to_string(layer.rows) + ", " + std::to_string(layer.columns);
  text += "]";
  if (recipe.double_quantisation) {
    text += R"(, "nested_blocksize": 256, "nested_dtype": "float32", "nested_offset": )";
    text += std::string(offset_digits, '0');
  }
  text += "}";
  return text.size();
}

StoredLayer stored_int8(const LinearLayer& layer) {
  const std::uint64_t scales = product(layer.rows, layer.matrices);
  // One byte a module says how its weight is laid out.
  return {"int8", Bytes{layer.elements()} + Bytes{scales} * float_bytes + Bytes{layer.modules},
          scales + layer.modules};
}

}  // namespace

bool quantises(const BitsAndBytesRecipe& /*recipe*/, const Tensor& tensor) {
  return role_of(tensor) == TensorRole::linear;
}

StoredLayer stored_layer(const BitsAndBytesRecipe& recipe, const LinearLayer& layer) {
  if (recipe.bits == 8) {
    return stored_int8(layer);
  }
  const std::uint64_t elements = product(layer.columns, layer.rows);
  const std::uint64_t blocks = blocks_of(elements, block);

  Bytes module_bytes = Bytes{code_values * float_bytes};
  std::uint64_t module_elements = code_values + state_text_bytes(recipe, layer);
  module_bytes += Bytes{state_text_bytes(recipe, layer)};
  Bytes matrix_bytes{blocks_of(elements, 2)};
  std::uint64_t matrix_elements = blocks;
  if (recipe.double_quantisation) {
    const std::uint64_t nested = blocks_of(blocks, nested_block);
    matrix_bytes += Bytes{blocks} + Bytes{nested} * float_bytes;
    matrix_elements += nested;
    module_bytes += Bytes{nested_code_values * float_bytes};
    module_elements += nested_code_values;
  } else {
    matrix_bytes += Bytes{blocks} * float_bytes;
  }
  return {
      "NF4", matrix_bytes * layer.matrices + module_bytes * layer.modules,
      (Bytes{matrix_elements} * layer.matrices + Bytes{module_elements} * layer.modules).count()};
}

std::string text_of(const BitsAndBytesRecipe& recipe) {
  if (recipe.bits == 8) {
    return "bitsandbytes int8, a scale a row";
  }
  return std::string{"bitsandbytes NF4, blocks of 64"} +
         (recipe.double_quantisation ? ", scales quantised again" : "");
}

}  // namespace vramcalc::model
