#include "memory/engines/sglang.h"

#include <algorithm>
#include <deque>

#include "memory/engines/gpu_rank.h"
#include "memory/engines/sglang_settings.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/cache_pools.h"
#include "memory/parts/communication.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"

namespace vramcalc::memory {
namespace {

constexpr std::uint64_t hidden_rows = 5;

// Layers with a window get a pool of their own, 0.8 of the tokens (--swa-full-tokens-ratio);
// states of recurrent layers 0.9 parts beside 1 of the cache (--mamba-full-memory-ratio).
// https://github.com/sgl-project/sglang python/sglang/srt/mem_cache/kv_cache_configurator.py
constexpr Ratio window_tokens{4, 5};
constexpr Ratio cache_beside_states{10, 19};

// FlashInfer's workspace (SGLANG_FLASHINFER_WORKSPACE_SIZE).
constexpr Interval workspaces{mebibyte * 128, mebibyte * 384, mebibyte * 512};

// Graphs of decode and prefill in published logs: 0.13 to 1.9 GiB, 2.84 for prefill once.
constexpr Interval graphs{mebibyte * 60, mebibyte * 700, mebibyte * 3072};

// ReqToTokenPool: a 32-bit index of every position of every request, of 2048 to 4096 requests.
constexpr std::uint64_t index_bytes = 4;
constexpr std::uint64_t least_requests = 2048;
constexpr std::uint64_t extra_positions = 4;

class Run {
 public:
  Run(const Question& question, const Sglang& options, std::span<const GpuMemory> gpus)
      : question_(question),
        options_(options),
        spread_(spread_model(question,
                             {options.tp_size, options.pp_size, "--tp-size", "--pp-size", "SGLang"},
                             gpus)),
        is_ample_(are_ample(gpus)),
        settings_(settings()) {}

  Estimate estimate() && {
    Estimate& estimate = spread_.estimate;
    for (const GpuRank& rank : spread_.ranks) {
      add_pooled(rank);
    }
    add_pools(estimate, plans_, question_.workload, CapacityRule::blocks);
    add_states();
    for (const GpuRank& rank : spread_.ranks) {
      add_beside_pool(rank);
    }
    sort_items(estimate.items);
    return std::move(estimate);
  }

 private:
  [[nodiscard]] const model::Architecture& architecture() const {
    return question_.model.layout->architecture;
  }

  SglangSettings settings() {
    const auto smallest = std::min_element(
        spread_.ranks.begin(), spread_.ranks.end(),
        [](const GpuRank& a, const GpuRank& b) { return a.gpu.visible < b.gpu.visible; });
    const bool is_latent = std::any_of(
        architecture().layers.begin(), architecture().layers.end(), [](const model::Layer& layer) {
          return std::holds_alternative<model::LatentAttention>(layer.mixer);
        });
    return sglang_settings(options_, smallest->gpu, spread_.grid,
                           {is_latent, smallest->weights.towers > Bytes{}},
                           spread_.estimate.assumptions);
  }

  // Weights and cache share the static part of what is free before the model is loaded: the driver
  // and NCCL have theirs by then.
  void add_pooled(const GpuRank& rank) {
    Estimate& estimate = spread_.estimate;
    const Device device = rank.weights.device;
    add_weights(estimate.items, rank.weights, {options_.num_speculative_tokens > 0, true});
    const DriverContext context = torch_context(device, rank.gpu);
    estimate.contexts.push_back(context);
    Bytes before = context.bytes.expected;
    if (const std::optional<LineItem> traffic = communication_item(device, spread_.grid)) {
      before += traffic->expected;
    }
    const Bytes free = rank.gpu.visible - std::min(rank.gpu.visible, before);
    const PagedCache& cache = cache_of(rank);
    // What the driver takes more or less of the card is less or more in the pool.
    Interval weights = sum_of(estimate.items, device);
    weights.low = weights.low -
                  std::min(weights.low,
                           scaled(context.bytes.expected - context.bytes.low, settings_.fraction));
    weights.high += scaled(context.bytes.high - context.bytes.expected, settings_.fraction);
    plans_.push_back({device, is_ample_ ? Bytes{} : scaled(free, settings_.fraction), weights,
                      &cache,
                      states_of_[rank.stage] > Bytes{} ? cache_beside_states : Ratio{1, 1}});
  }

  const PagedCache& cache_of(const GpuRank& rank) {
    if (rank.stage < caches_.size()) {
      return caches_[rank.stage];
    }
    CacheRules rules;
    rules.keys = question_.workload.cache_type_k;
    rules.values = question_.workload.cache_type_v;
    rules.ranks = spread_.grid.tensor;
    std::vector<CacheGroup> rows;
    Bytes states;
    for (CacheGroup& group :
         cache_groups(spread_.grid.layers_of(rank.stage, architecture()), rules)) {
      if (group.kept.kind == KeptKind::state) {
        states += group.kept.state * group.layers;
        continue;
      }
      if (group.kept.window != 0) {
        group.kept.kind = KeptKind::full;
        group.kept.window = 0;
        group.kept.token_row = scaled(group.kept.token_row, window_tokens);
      }
      rows.push_back(group);
    }
    if (options_.num_speculative_tokens > 0 && rank.is_last_stage && !rows.empty()) {
      ++rows.front().layers;  // the draft's own layer
    }
    states_of_.push_back(states);
    Estimate& estimate = spread_.estimate;
    estimate.cache_bytes_per_token =
        estimate.cache_bytes_per_token.value_or(0) + bytes_per_token(rows) * spread_.grid.tensor;
    PagingRules paging;
    paging.block_tokens = options_.page_size;
    return caches_.emplace_back(rows, paging);
  }

  void add_states() {
    Estimate& estimate = spread_.estimate;
    for (const GpuRank& rank : spread_.ranks) {
      const Bytes state = states_of_[rank.stage];
      if (state == Bytes{}) {
        continue;
      }
      const Device device = rank.weights.device;
      const Bytes needed = state * question_.workload.parallel;
      Bytes allocated = needed;
      for (CachePool& pool : estimate.pools) {
        if (pool.device == device) {
          // The states' share of what the weights leave.
          const Bytes rest = scaled(pool.available.expected, {cache_beside_states.denominator -
                                                                  cache_beside_states.numerator,
                                                              cache_beside_states.numerator});
          allocated = std::max(allocated, rest);
          pool.cache += needed;
        }
      }
      const std::uint64_t slots = allocated.count() / state.count();
      estimate.items.push_back(certain_item(
          Component::recurrent_state, device, state * slots, Basis::derived, "state-pool",
          {{"state", state.count(), TermUnit::bytes, TermOrigin::model},
           {"slots", slots, TermUnit::count, TermOrigin::computed}}));
    }
  }

  void add_beside_pool(const GpuRank& rank) {
    std::vector<LineItem>& items = spread_.estimate.items;
    const Device device = rank.weights.device;
    const std::uint64_t width = peak_width(spread_.widths, spread_.grid.tensor, hidden_rows);
    const Bytes layer = bytes_of_pass(width, settings_.chunk);
    items.push_back(pass_peak(
        device, {settings_.chunk, width, share_of(layer, 2), share_of(layer * 3, 2)}, workspaces));
    const std::uint64_t positions = question_.workload.context_tokens + extra_positions;
    const std::uint64_t requests = std::max(least_requests, question_.workload.parallel) + 1;
    items.push_back(
        certain_item(Component::output, device, Bytes{positions} * requests * index_bytes,
                     Basis::derived, "request-index",
                     {{"requests", requests, TermUnit::count, TermOrigin::constant},
                      {"positions", positions, TermUnit::tokens, TermOrigin::workload}}));
    if (!options_.disable_cuda_graph) {
      items.push_back(bounded_item(
          Component::cuda_graphs, device, graphs, Basis::measured, "captured-graphs",
          {{"graphs", graphs.expected.count(), TermUnit::bytes, TermOrigin::constant}}));
    }
    if (std::optional<LineItem> traffic = communication_item(device, spread_.grid)) {
      items.push_back(*std::move(traffic));
    }
  }

  const Question& question_;
  const Sglang& options_;
  SpreadModel spread_;
  bool is_ample_;
  SglangSettings settings_;
  std::deque<PagedCache> caches_;  // of the stages; references stay valid
  std::vector<Bytes> states_of_;   // of one sequence, by stage
  std::vector<PoolPlan> plans_;
};

}  // namespace

Estimate sglang_estimate(const Question& question, const Sglang& options,
                         std::span<const GpuMemory> gpus) {
  return Run{question, options, gpus}.estimate();
}

}  // namespace vramcalc::memory
