// Caches that are sized by what is left of a card: the allocated pool, and what it holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/workload.h>

#include "memory/parts/paged_cache.h"

namespace vramcalc::memory {

/// One GPU before its cache is allocated.
struct PoolPlan {
  Device device;
  std::optional<Bytes> budget;        // for `others` and the cache; absent: an ample GPU
  Interval others;                    // that count against the budget
  const PagedCache* cache = nullptr;  // how this GPU's layers are laid out
  Ratio share_of_rest{1, 1};          // of what the others leave
  bool must_be_free = false;          // the budget, at the start
};

enum class CapacityRule : std::uint8_t {
  blocks,       // blocks ÷ groups × tokens of a block
  concurrency,  // concurrency × context
};

/// Adds the cache of every GPU, and with budgets its pools and capacity. The GPU with the least
/// room decides the number of blocks of all. Where not even the workload's sequences fit, the item
/// is what they need: the engine does not start.
void add_pools(Estimate& estimate, std::span<const PoolPlan> plans, const Workload& workload,
               CapacityRule rule);

}  // namespace vramcalc::memory
