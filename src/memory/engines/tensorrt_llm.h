// The memory of TensorRT-LLM.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate tensorrt_llm_estimate(const Question& question, const TensorRtLlm& options,
                                             std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
