// Tensors found by their names.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/model/tensor.h>

namespace vramcalc::read {

/// The tensors outlive it and stay where they are.
class TensorNames {
 public:
  explicit TensorNames(std::span<const model::Tensor> tensors);

  /// The position of a tensor that has the name of one before it.
  [[nodiscard]] std::optional<std::uint32_t> repeated() const;
  [[nodiscard]] std::optional<std::uint32_t> position(std::string_view name) const;
  /// Null where there is none of the name `base` followed by `ending`.
  [[nodiscard]] const model::Tensor* find(std::string_view base, std::string_view ending) const;

 private:
  std::span<const model::Tensor> tensors_;
  std::vector<std::uint32_t> order_;
};

}  // namespace vramcalc::read
