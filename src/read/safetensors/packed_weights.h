// How many weights the tensors of a checkpoint stand for.
//
// A quantised checkpoint packs several weights into one number of its own. How many follows from
// the shapes of the scales beside it, from the config, or not at all.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <vramcalc/model/tensor.h>

#include "read/safetensors/packing.h"
#include "read/safetensors/tensor_names.h"

namespace vramcalc::read {

struct WeightCounts {
  std::array<std::uint64_t, 7> of_part{};  // by TensorPart; scales are none
  std::uint64_t language_head = 0;         // of these, in the language model's own output head
  /// The precision that most weights of the language model have: an id of the precision table.
  std::string_view precision = "fp16";
  /// Packed tensors that nothing tells the bits of: taken for 4-bit ones.
  std::uint64_t guessed_tensors = 0;
  std::string_view guessed_example;

  [[nodiscard]] std::uint64_t of(model::TensorPart part) const {
    return of_part[static_cast<std::size_t>(part)];
  }
};

/// `tensors` have their parts, and `names` are theirs. Throws Error(bad_input) where a sum leaves
/// 64 bits.
[[nodiscard]] WeightCounts count_weights(std::span<const model::Tensor> tensors,
                                         const TensorNames& names, const Packing& packing);

}  // namespace vramcalc::read
