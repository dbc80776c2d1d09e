#include "memory/parts/grid.h"

#include <algorithm>
#include <numeric>
#include <string>

#include <vramcalc/core/error.h>

namespace vramcalc::memory {
namespace {

// Heads that have to be cut evenly, over all layers: their greatest common divisor; 0 for none.
std::uint64_t common_heads(const model::Architecture& architecture) {
  std::uint64_t heads = 0;
  for (const model::Layer& layer : architecture.layers) {
    if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
      heads = std::gcd(heads, grouped->heads);
    } else if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
      heads = std::gcd(heads, latent->heads);
    }
  }
  return heads;
}

// A rank has some of the KV heads, or several ranks have a copy of one.
bool can_share_cache(const model::Architecture& architecture, std::uint64_t ranks) {
  return std::all_of(architecture.layers.begin(), architecture.layers.end(),
                     [&](const model::Layer& layer) {
                       const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer);
                       return grouped == nullptr || grouped->kv_heads == 0 ||
                              grouped->kv_heads % ranks == 0 || ranks % grouped->kv_heads == 0;
                     });
}

bool can_be_cut(const model::Architecture& architecture, std::uint64_t ranks) {
  return common_heads(architecture) % ranks == 0 && can_share_cache(architecture, ranks);
}

// "Total number of attention heads (%d) must be divisible by tensor parallel size (%d).":
// https://github.com/vllm-project/vllm vllm/config/model.py, verify_with_parallel_config
void check_heads(const GridOptions& options, const model::Architecture& architecture,
                 std::uint64_t ranks) {
  if (common_heads(architecture) % ranks == 0 && !can_share_cache(architecture, ranks)) {
    throw Error(ErrorKind::unsupported,
                {MessageId::error_kv_heads_not_divisible,
                 {{"engine", std::string{options.engine}}, {"ranks", ranks}}},
                Text{MessageId::hint_heads_not_divisible,
                     {{"option", std::string{options.pipeline_option}}}});
  }
  if (!can_be_cut(architecture, ranks)) {
    throw Error(ErrorKind::unsupported,
                {MessageId::error_heads_not_divisible,
                 {{"engine", std::string{options.engine}},
                  {"heads", common_heads(architecture)},
                  {"ranks", ranks}}},
                Text{MessageId::hint_heads_not_divisible,
                     {{"option", std::string{options.pipeline_option}}}});
  }
}

// What the layers do not share evenly goes to the last stages but one, from behind:
// https://github.com/vllm-project/vllm vllm/distributed/utils.py, get_pp_indices
std::vector<std::uint64_t> stage_starts(std::uint64_t layers, std::uint64_t stages) {
  std::vector<std::uint64_t> counts(stages, layers / stages);
  for (std::uint64_t i = 0; i < layers % stages; ++i) {
    const std::uint64_t from_behind = 2 + i;
    ++counts[from_behind <= stages ? stages - from_behind : 0];
  }
  std::vector<std::uint64_t> starts{0};
  for (const std::uint64_t count : counts) {
    starts.push_back(starts.back() + count);
  }
  return starts;
}

std::uint64_t most_ranks(const model::Architecture& architecture, std::uint64_t gpus) {
  for (std::uint64_t ranks = gpus; ranks > 1; --ranks) {
    if (gpus % ranks == 0 && can_be_cut(architecture, ranks)) {
      return ranks;
    }
  }
  return 1;
}

}  // namespace

std::uint64_t Grid::stage_of(std::uint64_t layer) const {
  for (std::uint64_t stage = 0; stage + 1 < pipeline; ++stage) {
    if (layer < first_layers[stage + 1]) {
      return stage;
    }
  }
  return pipeline - 1;
}

std::span<const model::Layer> Grid::layers_of(std::uint64_t stage,
                                              const model::Architecture& architecture) const {
  return std::span{architecture.layers}.subspan(first_layers[stage],
                                                first_layers[stage + 1] - first_layers[stage]);
}

Grid choose_grid(const GridOptions& options, const model::Architecture& architecture,
                 std::span<const GpuMemory> gpus, std::vector<Assumption>& assumptions) {
  const bool ample = are_ample(gpus);
  const std::uint64_t there = gpus.size();
  Grid grid;
  grid.pipeline = std::max<std::uint64_t>(options.pipeline.value_or(1), 1);
  grid.tensor = std::max<std::uint64_t>(options.tensor.value_or(1), 1);
  if (!ample && !options.tensor) {
    const std::uint64_t for_ranks = std::max<std::uint64_t>(there / grid.pipeline, 1);
    grid.tensor = most_ranks(architecture, for_ranks);
    if (!options.pipeline) {
      grid.pipeline = there / grid.tensor;
    }
  }
  if (grid.tensor > most_gpus || grid.pipeline > most_gpus / grid.tensor) {
    throw Error(ErrorKind::unsupported,
                {MessageId::error_too_many_gpus,
                 {{"most", most_gpus}, {"tensor", grid.tensor}, {"pipeline", grid.pipeline}}});
  }
  const std::uint64_t layers = architecture.layers.size();
  if (grid.pipeline > std::max<std::uint64_t>(layers, 1)) {
    throw Error(ErrorKind::unsupported, {MessageId::error_more_stages_than_layers,
                                         {{"stages", grid.pipeline}, {"layers", layers}}});
  }
  check_heads(options, architecture, grid.tensor);
  if (!ample && (grid.tensor > there || grid.pipeline > there / grid.tensor)) {
    throw Error(ErrorKind::unsupported,
                {MessageId::error_more_ranks_than_gpus,
                 {{"tensor", grid.tensor},
                  {"pipeline", grid.pipeline},
                  {"there", there},
                  {"engine", std::string{options.engine}}}},
                Text{MessageId::hint_more_ranks_than_gpus,
                     {{"option", std::string{options.tensor_option}}}});
  }
  const auto assume = [&](std::string_view option, std::uint64_t value) {
    assumptions.push_back({std::string{option.substr(option.find_first_not_of('-'))},
                           std::to_string(value),
                           {MessageId::why_every_card, {}}});
  };
  if (!options.tensor && grid.tensor > 1) {
    assume(options.tensor_option, grid.tensor);
  }
  if (!options.pipeline && grid.pipeline > 1) {
    assume(options.pipeline_option, grid.pipeline);
  }
  if (!ample && grid.gpus() < there) {
    assumptions.push_back(
        {"cards",
         std::to_string(grid.gpus()),
         {MessageId::why_idle_cards, {{"option", std::string{options.tensor_option}}}}});
  }
  grid.first_layers = stage_starts(layers, grid.pipeline);
  return grid;
}

Grid layers_by_memory(const model::Architecture& architecture, std::span<const GpuMemory> gpus) {
  // What is free: accelerate's get_max_memory (https://github.com/huggingface/accelerate,
  // src/accelerate/utils/modeling.py) asks torch.cuda.mem_get_info, as ExLlamaV3's autosplit does.
  const std::vector<Bytes> free = free_memory(gpus);
  Bytes all;
  for (const Bytes each : free) {
    all += each;
  }
  Grid grid;
  grid.pipeline = gpus.size();
  grid.first_layers = {0};
  Bytes before;
  for (const Bytes each : free) {
    before += each;
    grid.first_layers.push_back(share_of(Bytes{architecture.layers.size()}, before, all).count());
  }
  return grid;
}

std::vector<GpuMemory> gpus_of(const Grid& grid, std::span<const GpuMemory> gpus) {
  std::vector<GpuMemory> used{gpus.begin(), gpus.end()};
  used.resize(grid.gpus(), gpus.front());
  return used;
}

}  // namespace vramcalc::memory
