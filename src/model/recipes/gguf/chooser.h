// Chooses the types of one model's tensors, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <vramcalc/model/tensor.h>

#include "model/recipes/gguf/category.h"
#include "model/recipes/gguf/rules.h"

namespace vramcalc::model {

/// A tensor that may be quantised, and what decides its type.
struct Candidate {
  std::size_t position = 0;            // in the inventory
  std::optional<std::uint64_t> block;  // N of "blk.N."
  TensorCategory category = TensorCategory::other;
};

/// Whether rules for that category go by how many of it have come before.
[[nodiscard]] bool is_counted(TensorCategory category);

class TypeChooser {
 public:
  explicit TypeChooser(const Mixture& mixture) : mixture_(mixture) {}

  /// Those of one counted category have to come by block, then by name.
  /// Throws Error(unsupported) where llama-quantize has no type for such rows.
  [[nodiscard]] StorageType next(const Candidate& candidate, const Shape& shape);

 private:
  /// Tensors of each kind that have been given a type.
  struct Counters {
    std::uint64_t value = 0;
    std::uint64_t down = 0;
    std::uint64_t gate = 0;
    std::uint64_t up = 0;
  };

  [[nodiscard]] StorageType wanted(const Candidate& candidate, const Shape& shape);
  [[nodiscard]] StorageType with_fewest_bits(const Candidate& candidate);
  [[nodiscard]] StorageType with_mixture(const Candidate& candidate);
  [[nodiscard]] Depth depth(const Candidate& candidate, std::uint64_t seen) const;

  Mixture mixture_;
  Counters seen_;
};

}  // namespace vramcalc::model
