#include <vramcalc/memory/estimate.h>

namespace vramcalc::memory {

Interval total(const Estimate& estimate) {
  Interval sum;
  for (const LineItem& item : estimate.items) {
    sum.low += item.low;
    sum.expected += item.expected;
    sum.high += item.high;
  }
  return sum;
}

}  // namespace vramcalc::memory
