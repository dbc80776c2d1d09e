#include "memory/engines/sglang.h"

#include <algorithm>
#include <deque>
#include <limits>

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
// States of one running request beside a radix cache (max_running_requests <= slots / 3).
constexpr std::uint64_t slots_of_a_request = 3;

// FlashInfer's workspace (SGLANG_FLASHINFER_WORKSPACE_SIZE).
constexpr Interval workspaces{mebibyte * 128, mebibyte * 384, mebibyte * 512};

// Graphs of decode and prefill in published logs: 0.13 to 1.9 GiB, 2.84 for prefill once.
constexpr Interval graphs{mebibyte * 60, mebibyte * 700, mebibyte * 3072};

// ReqToTokenPool: a 32-bit index of every position of every request, of 2048 to 4096 requests.
constexpr std::uint64_t index_bytes = 4;
constexpr std::uint64_t least_requests = 2048;
constexpr std::uint64_t most_requests = 4096;
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
    check_drafts(spread_, options_.num_speculative_tokens);
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
    const bool has_tower =
        std::any_of(spread_.ranks.begin(), spread_.ranks.end(),
                    [](const GpuRank& rank) { return rank.weights.towers > Bytes{}; });
    return sglang_settings(options_, smallest->gpu, spread_.grid, {is_latent, has_tower},
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
    const Bytes there = free_memory(rank.gpu);
    const Bytes free = there - std::min(there, before);
    const PagedCache& cache = cache_of(rank);
    // What the driver takes more or less of the card is less or more in the pool.
    Interval weights = total_on(estimate, device);
    weights.low = weights.low -
                  std::min(weights.low,
                           scaled(context.bytes.expected - context.bytes.low, settings_.fraction));
    weights.high += scaled(context.bytes.high - context.bytes.expected, settings_.fraction);
    plans_.push_back(
        {device, is_ample_ ? std::nullopt : std::optional{scaled(free, settings_.fraction)},
         weights, &cache, states_of_[rank.stage] > Bytes{} ? cache_beside_states : Ratio{1, 1}});
  }

  const PagedCache& cache_of(const GpuRank& rank) {
    if (rank.stage < caches_.size()) {
      return caches_[rank.stage];
    }
    CacheRules rules = rules_of(question_.workload);
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
    add_bytes_per_token(spread_.estimate, rows, spread_.grid.tensor);
    PagingRules paging;
    paging.block_tokens = options_.page_size;
    return caches_.emplace_back(rows, paging);
  }

  // States are kept for more than the running requests: the radix cache holds some of their past.
  void add_states() {
    Estimate& estimate = spread_.estimate;
    std::uint64_t fewest_requests = std::numeric_limits<std::uint64_t>::max();
    for (const GpuRank& rank : spread_.ranks) {
      const Bytes state = states_of_[rank.stage];
      if (state == Bytes{}) {
        continue;
      }
      const Device device = rank.weights.device;
      const std::uint64_t wanted =
          (Bytes{question_.workload.parallel} * slots_of_a_request).count();
      std::uint64_t slots = wanted;
      for (CachePool& pool : estimate.pools) {
        if (pool.device != device) {
          continue;
        }
        // Of what the weights leave, the cache has its part already.
        const Bytes of_states = scaled(pool.available.expected, {cache_beside_states.denominator -
                                                                     cache_beside_states.numerator,
                                                                 cache_beside_states.numerator});
        slots = std::max(slots, of_states.count() / state.count());
        fewest_requests =
            std::min(fewest_requests, of_states.count() / state.count() / slots_of_a_request);
        need_states(pool, state * wanted);
      }
      estimate.items.push_back(certain_item(
          Component::recurrent_state, device, state * slots, Basis::derived, "state-pool",
          {{"state", state.count(), TermUnit::bytes, TermOrigin::model},
           {"slots", slots, TermUnit::count, TermOrigin::computed}}));
    }
    if (estimate.capacity) {
      estimate.capacity->max_concurrency =
          std::min(estimate.capacity->max_concurrency, static_cast<double>(fewest_requests));
    }
  }

  // Cache and states share the rest in fixed parts: whichever needs more of it decides.
  static void need_states(CachePool& pool, Bytes states) {
    const Bytes for_cache =
        scaled(pool.cache, {cache_beside_states.denominator, cache_beside_states.numerator});
    const Bytes for_states =
        scaled(states, {cache_beside_states.denominator,
                        cache_beside_states.denominator - cache_beside_states.numerator});
    const Bytes more = for_states - std::min(for_states, for_cache);
    pool.cache += states;
    pool.needed = pool.needed + certain(more);
  }

  void add_beside_pool(const GpuRank& rank) {
    std::vector<LineItem>& items = spread_.estimate.items;
    const Device device = rank.weights.device;
    const std::uint64_t width = peak_width(spread_.widths, spread_.grid.tensor, hidden_rows);
    const Bytes layer = bytes_of_pass(width, settings_.chunk);
    items.push_back(pass_peak(
        device, {settings_.chunk, width, share_of(layer, 2), share_of(layer * 3, 2)}, workspaces));
    items.push_back(request_index(device));
    if (!options_.disable_cuda_graph) {
      items.push_back(bounded_item(
          Component::cuda_graphs, device, graphs, Basis::measured, "captured-graphs",
          {{"graphs", graphs.expected.count(), TermUnit::bytes, TermOrigin::constant}}));
    }
    if (std::optional<LineItem> traffic = communication_item(device, spread_.grid)) {
      items.push_back(*std::move(traffic));
    }
  }

  // One request for every 512th of the cache's tokens by the context, in bounds:
  // python/sglang/srt/model_executor/model_runner.py
  [[nodiscard]] LineItem request_index(Device device) const {
    const std::uint64_t context = question_.workload.context_tokens;
    const auto& capacity = spread_.estimate.capacity;
    const double held = capacity ? static_cast<double>(capacity->tokens) : 0;
    const auto wanted = static_cast<std::uint64_t>(
        std::min(held / static_cast<double>(context) * 512, static_cast<double>(most_requests)));
    const std::uint64_t requests = std::max(wanted, least_requests) + 1;
    const auto index = [&](std::uint64_t of) {
      return Bytes{context + extra_positions} * of * index_bytes;
    };
    return bounded_item(
        Component::output, device,
        {index(least_requests + 1), index(requests), index(most_requests + 1)}, Basis::derived,
        "request-index",
        {{"requests", requests, TermUnit::count, TermOrigin::computed},
         {"positions", context + extra_positions, TermUnit::tokens, TermOrigin::workload}});
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
