#include <vramcalc/memory/estimate.h>

#include <algorithm>

namespace vramcalc::memory {
namespace {

template <typename Condition>
Interval sum_where(const Estimate& estimate, Condition counts) {
  Interval sum;
  for (const LineItem& item : estimate.items) {
    if (counts(item)) {
      sum = sum + Interval{item.low, item.expected, item.high};
    }
  }
  return sum;
}

// A cache that takes what is left grows where other items are smaller, and the reverse: their
// spread is not one of the whole. What is left instead is the spread of the budget, which the
// driver's part decides.
void absorb_spread(Interval& sum, const Estimate& estimate, const CachePool& pool) {
  if (pool.budget < pool.needed.expected) {
    return;  // it does not start: nothing is left
  }
  Bytes high = sum.high - std::min(sum.high, pool.needed.high - pool.needed.expected);
  for (const DriverContext& context : estimate.contexts) {
    if (context.device == pool.device) {
      high += context.bytes.expected - context.bytes.low;
    }
  }
  sum.high = std::min(sum.high, std::max(sum.expected, high));
}

}  // namespace

Interval total(const Estimate& estimate) {
  Interval sum = sum_where(estimate, [](const LineItem& item) { return !item.device.is_host(); });
  for (const CachePool& pool : estimate.pools) {
    absorb_spread(sum, estimate, pool);
  }
  return sum;
}

Interval total_on(const Estimate& estimate, Device device) {
  Interval sum = sum_where(estimate, [&](const LineItem& item) { return item.device == device; });
  for (const CachePool& pool : estimate.pools) {
    if (pool.device == device) {
      absorb_spread(sum, estimate, pool);
    }
  }
  return sum;
}

Interval needed_on(const Estimate& estimate, Device device) {
  for (const CachePool& pool : estimate.pools) {
    if (pool.device == device) {
      return certain(pool.cache) + sum_where(estimate, [&](const LineItem& item) {
               return item.device == device && item.component != Component::kv_cache &&
                      item.component != Component::recurrent_state;
             });
    }
  }
  return total_on(estimate, device);
}

Interval total_of(const Estimate& estimate, Component component) {
  return sum_where(estimate, [&](const LineItem& item) { return item.component == component; });
}

}  // namespace vramcalc::memory
