// The memory of vLLM.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate vllm_estimate(const Question& question, const Vllm& options,
                                     std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
