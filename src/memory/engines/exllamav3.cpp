#include "memory/engines/exllamav3.h"

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

// PAGE_SIZE, https://github.com/turboderp-org/exllamav3 exllamav3/constants.py
constexpr std::uint64_t page_tokens = 256;

// Quantised caches keep a 16-bit scale for every 32 numbers: exllamav3/cache/quant.py
constexpr std::uint64_t plain_bits = 16;
constexpr std::uint64_t scale_group = 32;
constexpr std::uint64_t scale_bits = 16;

constexpr std::uint64_t hidden_rows = 5;
constexpr Interval workspaces{mebibyte * 32, mebibyte * 96, mebibyte * 256};

// Of a row of 16-bit numbers.
Bytes in_bits(Bytes row, std::uint64_t bits) {
  if (bits == plain_bits) {
    return row;
  }
  return share_of(row * (bits * scale_group + scale_bits), plain_bits * scale_group);
}

std::vector<CacheGroup> groups_of(std::span<const model::Layer> layers, const ExllamaV3& options) {
  std::vector<CacheGroup> groups = cache_groups(layers, CacheRules{.index_in_8_bits = false});
  for (CacheGroup& group : groups) {
    // Keys and values are of one width in every model that it runs.
    const Bytes keys = share_of(group.kept.token_row, 2);
    group.kept.token_row = in_bits(keys, options.cache_bits_k) +
                           in_bits(group.kept.token_row - keys, options.cache_bits_v);
  }
  return groups;
}

LineItem activations(const ExllamaV3& options, const SpreadModel& spread, const GpuRank& rank,
                     Bytes layer_in_16_bits) {
  const std::uint64_t width = peak_width(spread.widths, 1, hidden_rows);
  const Bytes pass = bytes_of_pass(width, options.chunk_size);
  // Older releases unpack the cache of one layer whole (CacheLayer_quant.get_kv); newer ones work
  // on its pages.
  const bool unpacks = options.cache_bits_k != plain_bits || options.cache_bits_v != plain_bits;
  return pass_peak(rank.weights.device,
                   {options.chunk_size, width, share_of(pass, 2),
                    pass * 2 + (unpacks ? layer_in_16_bits : Bytes{})},
                   workspaces);
}

}  // namespace

Estimate exllamav3_estimate(const Question& question, const ExllamaV3& options,
                            std::span<const GpuMemory> gpus) {
  SpreadModel spread = spread_by_memory(question, gpus);
  Estimate& estimate = spread.estimate;
  const model::Architecture& architecture = question.model.layout->architecture;
  const Workload& workload = question.workload;
  const std::uint64_t wanted = (Bytes{workload.context_tokens} * workload.parallel).count();
  const std::uint64_t tokens = rounded_up(options.cache_size.value_or(wanted), page_tokens);
  if (tokens < wanted) {
    throw Error(
        ErrorKind::unsupported,
        {MessageId::error_cache_smaller,
         {{"tokens", tokens}, {"count", workload.parallel}, {"context", workload.context_tokens}}});
  }
  for (const GpuRank& rank : spread.ranks) {
    const Device device = rank.weights.device;
    const std::span<const model::Layer> layers = spread.grid.layers_of(rank.stage, architecture);
    add_weights(estimate.items, rank.weights, {.basis = basis_of(question.format)});
    std::vector<CacheGroup> groups = groups_of(layers, options);
    add_bytes_per_token(estimate, groups);
    // One cache for all sequences; states and windows are of each.
    std::vector<CacheGroup> shared;
    std::vector<CacheGroup> separate;
    for (const CacheGroup& group : groups) {
      (group.kept.kind == KeptKind::full || group.kept.kind == KeptKind::index ? shared : separate)
          .push_back(group);
    }
    add_cache_items(estimate.items, device, shared, {tokens, 1, 0});
    add_cache_items(estimate.items, device, separate,
                    {workload.context_tokens, workload.parallel, options.chunk_size});
    const Bytes layer_in_16_bits =
        largest_layer(cache_groups(layers, CacheRules{}), {tokens, 1, 0});
    estimate.items.push_back(activations(options, spread, rank, layer_in_16_bits));
    estimate.contexts.push_back(torch_context(device, rank.gpu));
  }
  sort_items(estimate.items);
  return std::move(estimate);
}

}  // namespace vramcalc::memory
