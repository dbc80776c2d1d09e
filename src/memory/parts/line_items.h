// Line items as most parts of an estimate make them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/memory/estimate.h>

namespace vramcalc::memory {

/// An item between two bounds.
[[nodiscard]] LineItem bounded_item(Component component, Device device, const Interval& bytes,
                                    Basis basis, std::string_view formula, std::vector<Term> terms);

/// Known to the byte.
[[nodiscard]] LineItem certain_item(Component component, Device device, Bytes bytes, Basis basis,
                                    std::string_view formula, std::vector<Term> terms);

/// Tensors as they are stored.
[[nodiscard]] LineItem tensors_item(Component component, Device device, Bytes bytes,
                                    std::uint64_t tensors, Basis basis = Basis::exact);

/// GPUs in order, the host last; within a device in the order of Component.
void sort_items(std::vector<LineItem>& items);

}  // namespace vramcalc::memory
