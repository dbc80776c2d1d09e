// ExLlamaV2 and V3: bits are chosen layer by layer so that their mean is the one asked for, scales
// included; embeddings stay 16-bit.
// https://github.com/turboderp-org/exllamav2 doc/convert.md,
// https://github.com/turboderp-org/exllamav3
#include <array>
#include <charconv>
#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

Bytes sized(const Tensor& tensor, Ratio bits) {
  return scaled(Bytes{tensor.shape.elements()}, Ratio{bits.numerator, bits.denominator * 8});
}

std::string bits_text(Ratio bits) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), bits.value()).ptr;
  return {text.data(), end};
}

}  // namespace

StoredTensor stored_exllama(const Tensor& tensor, const ExllamaRecipe& recipe) {
  const bool tower = tensor.part != TensorPart::language && tensor.part != TensorPart::mtp;
  const TensorRole role = role_of(tensor);
  if (!tower && role == TensorRole::linear) {
    return {&tensor, "EXL", sized(tensor, recipe.bits), 0};
  }
  if (!tower && role == TensorRole::head) {
    return {&tensor, "EXL", sized(tensor, recipe.head_bits), 0};
  }
  return stored_plain(tensor, StorageType::f16);
}

std::string text_of(const ExllamaRecipe& recipe) {
  return "ExLlama " + bits_text(recipe.bits) + " bits, head " + bits_text(recipe.head_bits);
}

}  // namespace vramcalc::model
