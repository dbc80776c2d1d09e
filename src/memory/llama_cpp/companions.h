// What llama.cpp loads beside the model: a vision tower, adapters, a draft model.
#pragma once

#include <span>
#include <vector>

#include <vramcalc/memory/question.h>

#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {

/// Items of every companion that the options name.
[[nodiscard]] std::vector<LineItem> companion_items(const Question& question,
                                                    const LlamaCpp& options,
                                                    const Placement& placement,
                                                    std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory::llama_cpp
