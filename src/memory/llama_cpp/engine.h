// Everything that llama.cpp takes for a question, device by device.
#pragma once

#include <span>

#include <vramcalc/memory/question.h>

namespace vramcalc::memory::llama_cpp {

/// The question's model has layers and tensors.
[[nodiscard]] Estimate estimate(const Question& question, const LlamaCpp& options,
                                std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory::llama_cpp
