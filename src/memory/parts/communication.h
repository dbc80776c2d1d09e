// Buffers for the traffic between GPUs that work on one model: NCCL and custom all-reduce.
#pragma once

#include <optional>

#include <vramcalc/memory/estimate.h>

#include "memory/parts/grid.h"

namespace vramcalc::memory {

/// Of one GPU; nothing where it works alone.
[[nodiscard]] std::optional<LineItem> communication_item(Device device, const Grid& grid);

}  // namespace vramcalc::memory
