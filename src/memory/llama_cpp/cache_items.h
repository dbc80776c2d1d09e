// Line items of the cache: layers that keep alike on one device are one line.
#pragma once

#include <vector>

#include <vramcalc/memory/estimate.h>

#include "memory/llama_cpp/cache.h"
#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {

[[nodiscard]] std::vector<LineItem> cache_items(const std::vector<CacheBlock>& blocks,
                                                const Placement& placement);

}  // namespace vramcalc::memory::llama_cpp
