// The memory of transformers.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate transformers_estimate(const Question& question, const Transformers& options,
                                             std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
