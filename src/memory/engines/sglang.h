// The memory of SGLang.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate sglang_estimate(const Question& question, const Sglang& options,
                                       std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
