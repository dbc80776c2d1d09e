// What a model takes where no program in particular runs it.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// Weights tensor by tensor, the cache of the context, and a pass of tokens between what lean and
/// lavish programs take for it. Where an overhead was asked for or no layers are known, everything
/// beside the weights is the rule's share of them; where no tensors are known, so are the weights.
[[nodiscard]] Estimate generic_estimate(const Question& question, const Generic& options,
                                        std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
