// Caches that are as large as the workload asks for: of engines that size them by nothing else.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <vramcalc/memory/estimate.h>

#include "memory/parts/cache_groups.h"

namespace vramcalc::memory {

struct SequencesKept {
  std::uint64_t tokens = 0;  // of one sequence
  std::uint64_t sequences = 1;
  std::uint64_t in_flight = 0;  // tokens that windows keep besides
};

/// One item a group.
void add_cache_items(std::vector<LineItem>& items, Device device,
                     std::span<const CacheGroup> groups, const SequencesKept& kept);

/// The largest of the groups' layers, of all sequences; states are none of it.
[[nodiscard]] Bytes largest_layer(std::span<const CacheGroup> groups, const SequencesKept& kept);

/// Adds to the estimate what one more token adds to the groups that grow with every token, on each
/// of `gpus` that keep alike.
void add_bytes_per_token(Estimate& estimate, std::span<const CacheGroup> groups,
                         std::uint64_t gpus = 1);

}  // namespace vramcalc::memory
