#include "memory/engines/sglang_settings.h"

#include <algorithm>
#include <array>
#include <string>

#include <vramcalc/core/quantity.h>

namespace vramcalc::memory {
namespace {

// ServerArgs._handle_gpu_memory_settings, https://github.com/sgl-project/sglang
// python/sglang/srt/server_args.py
struct CardClass {
  std::uint64_t below_mib;
  std::uint64_t chunk;
  std::uint64_t graph_batch;       // on fewer than four tensor-parallel ranks
  std::uint64_t graph_batch_many;  // on four and more
};
constexpr std::array classes{CardClass{20'480, 2048, 8, 8}, CardClass{35'840, 2048, 24, 80},
                             CardClass{61'440, 4096, 32, 160}, CardClass{163'840, 8192, 256, 512}};
constexpr CardClass largest{0, 16'384, 512, 512};
constexpr CardClass unknown{0, 4096, 160, 160};
constexpr std::uint64_t many_ranks = 4;

constexpr std::uint64_t least_chunk = 2048;
constexpr std::uint64_t base_mib = 512;
constexpr std::uint64_t large_card_mib = 61'440;
constexpr std::uint64_t least_of_large_cards_mib = 10'240;
constexpr std::uint64_t latent_prefill_graph_mib = 1536;
constexpr std::uint64_t mib_of_prefill_size = 8;
constexpr Ratio of_unknown_card{22, 25};
constexpr std::uint64_t thousand = 1000;
// adjust_mem_fraction_for_vlm, at the size of tower that it takes for usual.
constexpr Ratio with_tower{95, 100};

const CardClass& class_of(const GpuMemory& gpu) {
  if (is_ample(gpu)) {
    return unknown;
  }
  const std::uint64_t mib = gpu.visible.count() / mebibyte.count();
  const auto* const found = std::find_if(
      classes.begin(), classes.end(), [&](const CardClass& card) { return mib < card.below_mib; });
  return found == classes.end() ? largest : *found;
}

// Batch sizes of the graphs of a prefill: by 4 to 32, 16 to 256, 32 to 512, 64 to 1024, 256 to 4096
// and then by 512.
std::uint64_t prefill_sizes(std::uint64_t most) {
  struct Step {
    std::uint64_t until;
    std::uint64_t step;
  };
  constexpr std::array steps{Step{32, 4},    Step{256, 16},   Step{512, 32},
                             Step{1024, 64}, Step{4096, 256}, Step{1'048'576, 512}};
  std::uint64_t sizes = 0;
  std::uint64_t from = 0;
  for (const Step& step : steps) {
    const std::uint64_t to = std::min(step.until, most);
    sizes += to > from ? (to - from) / step.step : 0;
    from = step.until;
  }
  return sizes;
}

std::uint64_t reserved_mib(const SglangSettings& settings, const Sglang& options, const Grid& grid,
                           SglangModel model, std::uint64_t card_mib) {
  std::uint64_t mib =
      base_mib + std::max(settings.chunk, least_chunk) * 3 / 2 + grid.gpus() * 1024 / 8;
  if (!options.disable_cuda_graph) {
    mib += 2 * settings.graph_batch;
    mib += model.is_latent ? latent_prefill_graph_mib
                           : mib_of_prefill_size * prefill_sizes(settings.chunk);
  }
  return card_mib > large_card_mib ? std::max(mib, least_of_large_cards_mib) : mib;
}

Ratio default_fraction(const SglangSettings& settings, const Sglang& options, const Grid& grid,
                       SglangModel model, const GpuMemory& gpu) {
  if (is_ample(gpu)) {
    return of_unknown_card;
  }
  const std::uint64_t card = gpu.visible.count() / mebibyte.count();
  const std::uint64_t reserved = std::min(reserved_mib(settings, options, grid, model, card), card);
  std::uint64_t fraction =
      ((card - reserved) * thousand + card / 2) / std::max<std::uint64_t>(card, 1);
  if (model.has_tower) {
    fraction = fraction * with_tower.numerator / with_tower.denominator;
  }
  return {fraction, thousand};
}

}  // namespace

SglangSettings sglang_settings(const Sglang& options, const GpuMemory& smallest, const Grid& grid,
                               SglangModel model, std::vector<Assumption>& assumptions) {
  const CardClass& card = class_of(smallest);
  SglangSettings settings;
  settings.chunk = options.chunked_prefill_size.value_or(card.chunk);
  settings.graph_batch = options.cuda_graph_max_bs.value_or(
      grid.tensor < many_ranks ? card.graph_batch : card.graph_batch_many);
  settings.fraction = options.mem_fraction_static.value_or(
      default_fraction(settings, options, grid, model, smallest));
  const MessageId why =
      is_ample(smallest) ? MessageId::why_default_of_no_card : MessageId::why_default_of_card;
  if (!options.mem_fraction_static && !is_ample(smallest)) {
    assumptions.push_back(
        {"mem-fraction-static", decimal_text(settings.fraction.value(), 3), {why, {}}});
  }
  if (!options.chunked_prefill_size) {
    assumptions.push_back({"chunked-prefill-size", std::to_string(settings.chunk), {why, {}}});
  }
  if (!options.cuda_graph_max_bs && !options.disable_cuda_graph) {
    assumptions.push_back({"cuda-graph-max-bs", std::to_string(settings.graph_batch), {why, {}}});
  }
  return settings;
}

}  // namespace vramcalc::memory
