#include "read/safetensors/tensor_names.h"

#include <algorithm>
#include <string>

#include "read/order.h"

namespace vramcalc::read {

TensorNames::TensorNames(std::span<const model::Tensor> tensors)
    : tensors_(tensors),
      order_(order_of(tensors.size(), [&](std::uint32_t i) { return tensors[i].name; })) {}

std::optional<std::uint32_t> TensorNames::repeated() const {
  return find_repeated(order_, [&](std::uint32_t i) { return tensors_[i].name; });
}

std::optional<std::uint32_t> TensorNames::position(std::string_view name) const {
  const auto found = std::lower_bound(
      order_.begin(), order_.end(), name,
      [&](std::uint32_t i, std::string_view wanted) { return tensors_[i].name < wanted; });
  return found == order_.end() || tensors_[*found].name != name ? std::nullopt
                                                                : std::optional{*found};
}

const model::Tensor* TensorNames::find(std::string_view base, std::string_view ending) const {
  const auto found = position(std::string{base}.append(ending));
  return found ? &tensors_[*found] : nullptr;
}

}  // namespace vramcalc::read
