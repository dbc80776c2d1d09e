// Everything that decides an estimate: a model in a format, run by an engine for a workload.
#pragma once

#include <span>

#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::memory {

/// One GPU as far as an engine's placement cares.
struct GpuMemory {
  Bytes visible;               // that the driver reports
  std::uint64_t sm_count = 0;  // streaming multiprocessors; 0: unknown, or not NVIDIA
};

struct Question {
  model::Model model;
  model::WeightFormat format;
  Engine engine;
  Workload workload;
};

/// One sufficiently large GPU, for questions without a rig.
[[nodiscard]] std::span<const GpuMemory> ample_gpu();

/// What the question takes on these GPUs, in their order; never empty. By the rule of thumb where
/// the model has no tensors. Throws Error(unsupported) with the engine's reason where the engine
/// refuses these settings.
[[nodiscard]] Estimate estimate(const Question& question,
                                std::span<const GpuMemory> gpus = ample_gpu());

}  // namespace vramcalc::memory
