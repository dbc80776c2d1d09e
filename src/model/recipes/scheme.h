// What each quantisation scheme stores for a linear layer: its packed weights, scales and aids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/recipe.h>
#include <vramcalc/model/tensor.h>

#include "model/recipes/linear_layer.h"

namespace vramcalc::model {

struct StoredLayer {
  std::string_view format;  // static text
  Bytes bytes;
  std::uint64_t scale_elements = 0;
};

/// Whether the scheme quantises that tensor, its list of modules that it leaves alone aside.
[[nodiscard]] bool quantises(const GroupedRecipe& recipe, const Tensor& tensor);
[[nodiscard]] bool quantises(const BitsAndBytesRecipe& recipe, const Tensor& tensor);
[[nodiscard]] bool quantises(const Fp8Recipe& recipe, const Tensor& tensor);
[[nodiscard]] bool quantises(const MicroscalingRecipe& recipe, const Tensor& tensor);

[[nodiscard]] StoredLayer stored_layer(const GroupedRecipe& recipe, const LinearLayer& layer);
[[nodiscard]] StoredLayer stored_layer(const BitsAndBytesRecipe& recipe, const LinearLayer& layer);
[[nodiscard]] StoredLayer stored_layer(const Fp8Recipe& recipe, const LinearLayer& layer);
[[nodiscard]] StoredLayer stored_layer(const MicroscalingRecipe& recipe, const LinearLayer& layer);

/// A tensor that stays a plain number format; integers and adapters keep theirs. What only a
/// converter adds, and the scales of a storage that this recipe replaces, are not stored at all.
[[nodiscard]] StoredTensor stored_plain(const Tensor& tensor, StorageType type);

/// Head, linear layers of the language model, or neither.
[[nodiscard]] StoredTensor stored_exllama(const Tensor& tensor, const ExllamaRecipe& recipe);

[[nodiscard]] std::string text_of(const PlainRecipe& recipe);
[[nodiscard]] std::string text_of(const GroupedRecipe& recipe);
[[nodiscard]] std::string text_of(const BitsAndBytesRecipe& recipe);
[[nodiscard]] std::string text_of(const Fp8Recipe& recipe);
[[nodiscard]] std::string text_of(const MicroscalingRecipe& recipe);
[[nodiscard]] std::string text_of(const ExllamaRecipe& recipe);

/// `a` ÷ `b`, rounded up.
[[nodiscard]] constexpr std::uint64_t blocks_of(std::uint64_t a, std::uint64_t b) {
  return a / b + (a % b == 0 ? 0 : 1);
}

/// A product that may leave 64 bits: Error(bad_input) where it does.
[[nodiscard]] inline std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return (Bytes{a} * b).count();
}

}  // namespace vramcalc::model
