// What the driver takes of a card for a process of PyTorch.
#pragma once

#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::memory {

/// What CUDA calls a card's total memory: less than nvidia-smi does, for firmware and page tables
/// have their part by then. Cards whose memory is all that is known are taken at their word.
[[nodiscard]] Bytes cuda_total(const GpuMemory& gpu);

/// What lies between nvidia-smi's total and what a program gets: that part, and the context.
/// Nothing for cards that are not known: an ample GPU, or unified memory.
[[nodiscard]] DriverContext torch_context(Device device, const GpuMemory& gpu);

}  // namespace vramcalc::memory
