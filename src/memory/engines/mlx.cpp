#include "memory/engines/mlx.h"

#include <algorithm>

#include <vramcalc/core/error.h>

#include "memory/engines/gpu_rank.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"
#include "memory/parts/whole_numbers.h"

namespace vramcalc::memory {
namespace {

// KVCache.step, https://github.com/ml-explore/mlx-lm mlx_lm/models/cache.py
constexpr std::uint64_t cache_step = 256;

// A quantised cache keeps a 16-bit scale and bias for every group (QuantizedKVCache); its attention
// computes all scores of a chunk (https://github.com/ml-explore/mlx-lm/issues/1587).
constexpr std::uint64_t plain_bits = 16;
constexpr std::uint64_t group_bits = 32;
constexpr std::uint64_t score_bytes = 2;

constexpr std::uint64_t hidden_rows = 5;
// Metal's command buffers and kernels, and MLX's own pool of freed buffers.
constexpr Interval workspaces{mebibyte * 50, mebibyte * 200, mebibyte * 1024};

std::vector<CacheGroup> groups_of(const model::Architecture& architecture, const Mlx& options) {
  std::vector<CacheGroup> groups =
      cache_groups(architecture.layers, CacheRules{.index_in_8_bits = false});
  for (CacheGroup& group : groups) {
    Kept& kept = group.kept;
    if (options.max_kv_size && kept.kind == KeptKind::full) {
      kept.kind = KeptKind::window;
      kept.window = *options.max_kv_size;
    } else if (options.kv_bits != plain_bits &&
               kept.window == 0) {  // rotating caches stay as they are
      kept.token_row =
          share_of(kept.token_row * (options.kv_bits * options.kv_group_size + group_bits),
                   plain_bits * options.kv_group_size);
    }
  }
  return groups;
}

LineItem activations(const Question& question, const Mlx& options, const SpreadModel& spread) {
  const Workload& workload = question.workload;
  const std::uint64_t tokens = std::min(options.prefill_step_size, workload.context_tokens);
  const std::uint64_t width = peak_width(spread.widths, 1, hidden_rows);
  const Bytes pass = bytes_of_pass(width, tokens);
  const Bytes scores = options.kv_bits == plain_bits ? Bytes{}
                                                     : Bytes{spread.widths.heads} * score_bytes *
                                                           tokens * workload.context_tokens;
  const Bytes expected = pass + scores + workspaces.expected;
  return bounded_item(
      Component::activations, spread.ranks.front().weights.device,
      {share_of(pass, 2) + workspaces.low, expected, pass * 2 + scores + workspaces.high},
      Basis::heuristic, "mlx-peak",
      {{"tokens", tokens, TermUnit::tokens, TermOrigin::engine},
       {"width", width, TermUnit::count, TermOrigin::model},
       {"scores", scores.count(), TermUnit::bytes, TermOrigin::engine},
       {"workspaces", workspaces.expected.count(), TermUnit::bytes, TermOrigin::constant}});
}

}  // namespace

Estimate mlx_estimate(const Question& question, const Mlx& options,
                      std::span<const GpuMemory> gpus) {
  if (gpus.size() > 1) {
    throw Error(ErrorKind::unsupported, {MessageId::error_mlx_several, {}},
                Text{MessageId::hint_mlx_several, {}});
  }
  if (options.max_kv_size && options.kv_bits != plain_bits) {
    throw Error(ErrorKind::unsupported, {MessageId::error_rotating_cache, {}},
                Text{MessageId::hint_rotating_cache, {}});
  }
  SpreadModel spread = spread_by_memory(question, gpus);
  Estimate& estimate = spread.estimate;
  const model::Architecture& architecture = question.model.layout->architecture;
  const std::vector<CacheGroup> groups = groups_of(architecture, options);
  const Device device = spread.ranks.front().weights.device;
  add_weights(estimate.items, spread.ranks.front().weights, {});
  add_cache_items(estimate.items, device, groups,
                  {rounded_up(question.workload.context_tokens, cache_step),
                   question.workload.parallel, options.prefill_step_size});
  estimate.items.push_back(activations(question, options, spread));
  add_bytes_per_token(estimate, groups);
  estimate.contexts.push_back(
      torch_context(device, gpus.front()));  // of CUDA; none on Apple silicon
  sort_items(estimate.items);
  return std::move(estimate);
}

}  // namespace vramcalc::memory
