#include "memory/engines/gpu_rank.h"

#include <algorithm>
#include <utility>

#include <vramcalc/core/error.h>

#include "memory/parts/line_items.h"
#include "memory/weights/counted_weights.h"

namespace vramcalc::memory {

namespace {

SpreadModel spread_over(const Question& question, Grid grid, std::span<const GpuMemory> gpus) {
  SpreadModel spread;
  Estimate& estimate = spread.estimate;
  estimate.method = Method::detailed;
  estimate.is_placed = true;
  spread.grid = std::move(grid);
  const std::vector<GpuMemory> used = gpus_of(spread.grid, gpus);
  const std::shared_ptr<const CountedWeights> weights = weights_of(question);
  const std::vector<ShardedWeights> shares = shard_weights(weights->table(), spread.grid);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::uint64_t stage = i / spread.grid.tensor;
    spread.ranks.push_back({used[i], stage, stage + 1 == spread.grid.pipeline, shares[i]});
    estimate.tensors += shares[i].tensors;
    estimate.work.push_back(shares[i].work);
  }
  estimate.ranks = spread.grid.tensor;
  spread.widths = weights->widths();
  estimate.weights = weights->loaded();
  return spread;
}

}  // namespace

SpreadModel spread_model(const Question& question, const GridOptions& options,
                         std::span<const GpuMemory> gpus) {
  std::vector<Assumption> assumptions;
  Grid grid = choose_grid(options, question.model.layout->architecture, gpus, assumptions);
  SpreadModel spread = spread_over(question, std::move(grid), gpus);
  spread.estimate.assumptions = std::move(assumptions);
  return spread;
}

SpreadModel spread_by_memory(const Question& question, std::span<const GpuMemory> gpus) {
  return spread_over(question, layers_by_memory(question.model.layout->architecture, gpus), gpus);
}

Basis basis_of(const model::WeightFormat& format) {
  const bool mean = format.recipe && std::holds_alternative<model::ExllamaRecipe>(*format.recipe);
  return mean ? Basis::derived : Basis::exact;
}

void add_weights(std::vector<LineItem>& items, const ShardedWeights& weights, LoadedParts parts) {
  items.push_back(tensors_item(Component::weights, weights.device, weights.language,
                               weights.tensors, parts.basis));
  if (parts.mtp && weights.mtp > Bytes{}) {
    items.push_back(
        tensors_item(Component::mtp_weights, weights.device, weights.mtp, weights.mtp_tensors));
  }
  if (parts.towers && weights.towers > Bytes{}) {
    items.push_back(tensors_item(Component::vision_weights, weights.device, weights.towers,
                                 weights.tower_tensors));
  }
}

void check_drafts(const SpreadModel& spread, std::uint64_t draft_tokens) {
  const bool has_layers =
      std::any_of(spread.ranks.begin(), spread.ranks.end(),
                  [](const GpuRank& rank) { return rank.weights.mtp > Bytes{}; });
  if (draft_tokens > 0 && !has_layers) {
    throw Error(ErrorKind::unsupported, {MessageId::error_no_mtp_layers, {}});
  }
}

}  // namespace vramcalc::memory
