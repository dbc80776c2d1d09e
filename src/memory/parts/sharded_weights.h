// Weights over the GPUs of a grid.
//
// Matrices are cut over the ranks: by heads, by columns or by rows of the vocabulary. Norms,
// routers and the compressed projections of latent attention are on every rank; keys and values
// too, where there are more ranks than KV heads (https://github.com/vllm-project/vllm,
// vllm/model_executor/layers/linear.py, vocab_parallel_embedding.py, models/deepseek_v2.py).
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/work.h>
#include <vramcalc/model/architecture.h>
#include <vramcalc/model/recipe.h>

#include "memory/parts/grid.h"

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
[[nodiscard]] std::vector<ShardedWeights> shard_weights(const model::StoredModel& stored,
                                                        const model::Architecture& architecture,
                                                        const Grid& grid);

}  // namespace vramcalc::memory
