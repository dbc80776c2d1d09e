#include "memory/engines/tensorrt_llm.h"

#include <algorithm>
#include <deque>

#include "memory/engines/gpu_rank.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/cache_pools.h"
#include "memory/parts/communication.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"

namespace vramcalc::memory {
namespace {

constexpr std::uint64_t hidden_rows = 5;

// AIConfigurator's other memory, 551 MiB measured, is that of the driver and libraries
// (https://github.com/ai-dynamo/aiconfigurator).
constexpr Interval workspaces{mebibyte * 64, mebibyte * 200, mebibyte * 700};
constexpr Interval graphs{mebibyte * 60, mebibyte * 400, mebibyte * 2048};

LineItem activations(const SpreadModel& spread, const TensorRtLlm& options, Device device) {
  const std::uint64_t width = peak_width(spread.widths, spread.grid.tensor, hidden_rows);
  const Bytes layer = bytes_of_pass(width, options.max_num_tokens);
  return pass_peak(device,
                   {options.max_num_tokens, width, share_of(layer, 2), share_of(layer * 3, 2)},
                   workspaces);
}

}  // namespace

Estimate tensorrt_llm_estimate(const Question& question, const TensorRtLlm& options,
                               std::span<const GpuMemory> gpus) {
  SpreadModel spread = spread_model(
      question, {options.tp_size, options.pp_size, "--tp_size", "--pp_size", "TensorRT-LLM"}, gpus);
  Estimate& estimate = spread.estimate;
  const model::Architecture& architecture = question.model.layout->architecture;
  CacheRules rules = rules_of(question.workload);
  rules.ranks = spread.grid.tensor;
  rules.windows = false;  // max_attention_window is not set by itself
  PagingRules paging;
  paging.block_tokens = options.tokens_per_block;
  std::deque<PagedCache> caches;
  std::vector<PoolPlan> plans;
  for (const GpuRank& rank : spread.ranks) {
    const Device device = rank.weights.device;
    const std::vector<CacheGroup> groups =
        cache_groups(spread.grid.layers_of(rank.stage, architecture), rules);
    caches.emplace_back(groups, paging);
    add_bytes_per_token(estimate, groups);
    add_weights(estimate.items, rank.weights, {});
    estimate.items.push_back(activations(spread, options, device));
    estimate.items.push_back(
        bounded_item(Component::cuda_graphs, device, graphs, Basis::heuristic, "captured-graphs",
                     {{"graphs", graphs.expected.count(), TermUnit::bytes, TermOrigin::constant}}));
    if (std::optional<LineItem> traffic = communication_item(device, spread.grid)) {
      estimate.items.push_back(*std::move(traffic));
    }
    const DriverContext context = torch_context(device, rank.gpu);
    estimate.contexts.push_back(context);
    std::optional<Bytes> budget;
    if (!are_ample(gpus)) {
      const Bytes there = free_memory(rank.gpu);
      budget = there - std::min(there, context.bytes.expected);
    }
    plans.push_back({device, budget, total_on(estimate, device), &caches.back(),
                     options.kv_cache_free_gpu_memory_fraction});
  }
  add_pools(estimate, plans, question.workload, CapacityRule::blocks);
  sort_items(estimate.items);
  return std::move(estimate);
}

}  // namespace vramcalc::memory
