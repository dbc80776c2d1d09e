// SGLang's options with its defaults filled in, which hang on the card.
#pragma once

#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/question.h>

#include "memory/parts/grid.h"

namespace vramcalc::memory {

struct SglangSettings {
  std::uint64_t chunk = 0;        // chunked_prefill_size
  std::uint64_t graph_batch = 0;  // cuda_graph_max_bs
  Ratio fraction;                 // mem_fraction_static
};

struct SglangModel {
  bool is_latent = false;  // has latent attention
  bool has_tower = false;  // vision or audio
};

/// `smallest`: the GPU with the least memory, which SGLang goes by. What was not said is added to
/// the assumptions.
[[nodiscard]] SglangSettings sglang_settings(const Sglang& options, const GpuMemory& smallest,
                                             const Grid& grid, SglangModel model,
                                             std::vector<Assumption>& assumptions);

}  // namespace vramcalc::memory
