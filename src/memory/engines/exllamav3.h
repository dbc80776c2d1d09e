// The memory of ExLlamaV3.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate exllamav3_estimate(const Question& question, const ExllamaV3& options,
                                          std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
