// --split-mode tensor: every matrix and every cache is cut, and each GPU holds its share of all.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory::llama_cpp {

/// From the estimate of one GPU: weights, caches and states shared out by --tensor-split, else
/// evenly; compute buffers whole on each. Several GPUs.
[[nodiscard]] Estimate split_by_tensor(const Question& question, const LlamaCpp& options,
                                       std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory::llama_cpp
