#include <vramcalc/memory/estimate.h>

namespace vramcalc::memory {
namespace {

template <typename Condition>
Interval sum_where(const Estimate& estimate, Condition counts) {
  Interval sum;
  for (const LineItem& item : estimate.items) {
    if (counts(item)) {
      sum.low += item.low;
      sum.expected += item.expected;
      sum.high += item.high;
    }
  }
  return sum;
}

}  // namespace

Interval total(const Estimate& estimate) {
  return sum_where(estimate, [](const LineItem& item) { return !item.device.is_host(); });
}

Interval total_on(const Estimate& estimate, Device device) {
  return sum_where(estimate, [&](const LineItem& item) { return item.device == device; });
}

Interval total_of(const Estimate& estimate, Component component) {
  return sum_where(estimate, [&](const LineItem& item) { return item.component == component; });
}

}  // namespace vramcalc::memory
