// Everything that decides an estimate: a model in a format, run by an engine for a workload.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::memory {

/// More than any machine has; logs and command lines may say anything.
inline constexpr std::uint64_t most_gpus = 4096;

/// Whose GPUs they are: engines run on some.
enum class GpuMaker : std::uint8_t { unknown, nvidia, amd, intel, apple };

/// One GPU as far as an engine's placement cares.
struct GpuMemory {
  Bytes visible;               // that the driver reports
  std::uint64_t sm_count = 0;  // streaming multiprocessors; 0: unknown, or not NVIDIA
  /// Of CUDA, in tenths: 89 is 8.9; 0: unknown, or not NVIDIA.
  std::uint64_t compute_capability = 0;
  GpuMaker maker = GpuMaker::unknown;
  bool is_unified = false;  // shares its memory with the processor
  Bytes taken{};            // by other processes, when the engine starts
};

/// What each has free when the engine starts, by which some engines share a model out; of cards
/// that are all full, what they have.
[[nodiscard]] std::vector<Bytes> free_memory(std::span<const GpuMemory> gpus);

/// Likewise of one; 0 where it is full.
[[nodiscard]] Bytes free_memory(const GpuMemory& gpu);

/// The tensors of a model in a format, counted.
class CountedWeights;

struct Question {
  model::Model model;
  model::WeightFormat format;
  Engine engine;
  Workload workload;
  /// By prepared(), and shared by copies of the question. Those of another model or format than the
  /// question's are of no effect.
  std::shared_ptr<const CountedWeights> weights = nullptr;
};

/// The question with its weights counted: every estimate of it, and of copies that ask for another
/// engine or workload, then takes microseconds. Throws what model::stored_in() throws.
[[nodiscard]] Question prepared(Question question);

/// Whether the engine runs on that maker's GPUs; taken for granted where the maker is not known.
[[nodiscard]] bool runs_on(const Engine& engine, GpuMaker maker);

/// One sufficiently large GPU, for questions without a rig.
[[nodiscard]] std::span<const GpuMemory> ample_gpu();

/// Whether it stands for no card in particular.
[[nodiscard]] bool is_ample(const GpuMemory& gpu);
[[nodiscard]] bool are_ample(std::span<const GpuMemory> gpus);

/// What the question takes on these GPUs, in their order; never empty. By the rule of thumb where
/// the model has no tensors. Throws Error(unsupported) with the engine's reason where the engine
/// refuses these settings.
[[nodiscard]] Estimate estimate(const Question& question,
                                std::span<const GpuMemory> gpus = ample_gpu());

}  // namespace vramcalc::memory
