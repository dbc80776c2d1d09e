// What vLLM's profile run and its graphs take beside weights and cache.
#pragma once

#include <optional>

#include <vramcalc/memory/estimate.h>

#include "memory/engines/gpu_rank.h"
#include "memory/engines/vllm_settings.h"

namespace vramcalc::memory {

/// The peak of the profile run: the widest layer over a full batch of tokens, or the sampler over
/// the logits of all sequences, or the tower's largest input, whichever is largest.
[[nodiscard]] LineItem vllm_activations(const SpreadModel& spread, const GpuRank& rank,
                                        const Vllm& options, const VllmSettings& settings);

/// What the second model runner keeps for every token of the vocabulary and every sequence.
[[nodiscard]] std::optional<LineItem> vllm_sampler_state(const SpreadModel& spread,
                                                         const GpuRank& rank, const Vllm& options,
                                                         const VllmSettings& settings);

/// Nothing with --enforce-eager.
[[nodiscard]] std::optional<LineItem> vllm_graphs(const SpreadModel& spread, const GpuRank& rank,
                                                  const Vllm& options,
                                                  const VllmSettings& settings);

/// Workspaces of libraries: what a run takes that is not PyTorch's.
[[nodiscard]] LineItem vllm_workspaces(const GpuRank& rank);

/// What Marlin's kernels pad experts in MXFP4 by.
[[nodiscard]] std::optional<LineItem> vllm_expert_padding(const Question& question,
                                                          const SpreadModel& spread,
                                                          const GpuRank& rank);

/// Buffers of --enable-lora, on every linear layer whatever an adapter changes.
[[nodiscard]] std::optional<LineItem> vllm_lora(const Question& question, const SpreadModel& spread,
                                                const GpuRank& rank, const Vllm& options);

}  // namespace vramcalc::memory
