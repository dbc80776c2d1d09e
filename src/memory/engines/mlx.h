// The memory of MLX.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// The model has a layout.
[[nodiscard]] Estimate mlx_estimate(const Question& question, const Mlx& options,
                                    std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
