// Weights over the GPUs of a grid.
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/work.h>

#include "memory/parts/grid.h"
#include "memory/weights/weight_table.h"

namespace vramcalc::memory {

struct ShardedWeights {
  Device device;
  Bytes language;
  Bytes mtp;
  Bytes towers;               // vision and audio
  std::uint64_t tensors = 0;  // of the language model
  std::uint64_t mtp_tensors = 0;
  std::uint64_t tower_tensors = 0;
  DeviceWork work;
};

/// One entry a GPU of the grid, in order. The shares of all ranks sum to the whole and the copies
/// of what is replicated, to the byte. `generated` tensors, which only GGUF files hold, are left
/// out.
[[nodiscard]] std::vector<ShardedWeights> shard_weights(const WeightTable& weights,
                                                        const Grid& grid);

}  // namespace vramcalc::memory
