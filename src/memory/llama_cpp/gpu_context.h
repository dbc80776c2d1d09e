// What the driver takes of a card for a process that computes on it, beside all buffers.
#pragma once

#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::memory::llama_cpp {

[[nodiscard]] LineItem gpu_context(Device device, const GpuMemory& gpu, LlamaCppBackend backend);

}  // namespace vramcalc::memory::llama_cpp
