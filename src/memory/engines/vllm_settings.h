// vLLM's options with its defaults filled in, which hang on the release and the card.
#pragma once

#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

struct VllmSettings {
  Ratio utilization;
  std::uint64_t sequences = 0;       // max_num_seqs
  std::uint64_t batched_tokens = 0;  // max_num_batched_tokens
};

/// `gpu`: the first, which vLLM goes by. What was not said is added to the assumptions.
[[nodiscard]] VllmSettings vllm_settings(const Vllm& options, const GpuMemory& gpu,
                                         const Workload& workload,
                                         std::vector<Assumption>& assumptions);

}  // namespace vramcalc::memory
