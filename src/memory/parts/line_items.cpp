#include "memory/parts/line_items.h"

#include <algorithm>
#include <utility>

namespace vramcalc::memory {

LineItem bounded_item(Component component, Device device, const Interval& bytes, Basis basis,
                      std::string_view formula, std::vector<Term> terms) {
  return {.component = component,
          .device = device,
          .low = bytes.low,
          .expected = bytes.expected,
          .high = bytes.high,
          .basis = basis,
          .formula = formula,
          .terms = std::move(terms)};
}

LineItem certain_item(Component component, Device device, Bytes bytes, Basis basis,
                      std::string_view formula, std::vector<Term> terms) {
  return bounded_item(component, device, certain(bytes), basis, formula, std::move(terms));
}

LineItem tensors_item(Component component, Device device, Bytes bytes, std::uint64_t tensors,
                      Basis basis) {
  return certain_item(component, device, bytes, basis, "tensor-sum",
                      {{"tensors", tensors, TermUnit::count, TermOrigin::model},
                       {"bytes", bytes.count(), TermUnit::bytes, TermOrigin::model}});
}

void sort_items(std::vector<LineItem>& items) {
  std::stable_sort(items.begin(), items.end(), [](const LineItem& a, const LineItem& b) {
    return a.device != b.device ? a.device < b.device : a.component < b.component;
  });
}

}  // namespace vramcalc::memory
