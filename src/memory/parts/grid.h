// GPUs as tensor-parallel ranks and pipeline stages.
//
// Every layer is cut over the ranks of its stage; stages hold consecutive layers. GPU number
// stage × tensor + rank, as vLLM, SGLang and TensorRT-LLM number them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/device.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/model/architecture.h>

namespace vramcalc::memory {

struct Grid {
  std::uint64_t tensor = 1;                 // ranks that share every layer
  std::uint64_t pipeline = 1;               // stages
  std::vector<std::uint64_t> first_layers;  // of every stage, and behind them the number of layers

  [[nodiscard]] std::uint64_t gpus() const { return tensor * pipeline; }
  [[nodiscard]] std::uint64_t stage_of(std::uint64_t layer) const;  // the last beyond the layers
  [[nodiscard]] std::span<const model::Layer> layers_of(
      std::uint64_t stage, const model::Architecture& architecture) const;
  [[nodiscard]] Device device(std::uint64_t stage, std::uint64_t rank) const {
    return {static_cast<std::uint32_t>(stage * tensor + rank)};
  }
};

/// What an engine's options say; the names are the engine's own, for messages.
struct GridOptions {
  std::optional<std::uint64_t> tensor;
  std::optional<std::uint64_t> pipeline;
  std::string_view tensor_option;    // "--tensor-parallel-size"
  std::string_view pipeline_option;  // "--pipeline-parallel-size"
  std::string_view engine;
};

/// Over which GPUs the model is spread. What is not said is chosen: the most tensor-parallel ranks
/// that the heads can be cut into, pipeline stages for the rest; that is an assumption where there
/// are several GPUs. Throws Error(unsupported) where the heads cannot be cut so, or where it takes
/// more GPUs than there are.
[[nodiscard]] Grid choose_grid(const GridOptions& options, const model::Architecture& architecture,
                               std::span<const GpuMemory> gpus,
                               std::vector<Assumption>& assumptions);

/// Consecutive layers on every GPU in proportion to its memory, none cut.
[[nodiscard]] Grid layers_by_memory(const model::Architecture& architecture,
                                    std::span<const GpuMemory> gpus);

/// The GPUs of a grid: those that there are, or as many ample ones as it takes.
[[nodiscard]] std::vector<GpuMemory> gpus_of(const Grid& grid, std::span<const GpuMemory> gpus);

}  // namespace vramcalc::memory
