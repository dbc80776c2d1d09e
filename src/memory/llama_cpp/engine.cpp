#include "memory/llama_cpp/engine.h"

#include <algorithm>
#include <utility>

#include <vramcalc/core/spelling.h>

#include "memory/llama_cpp/builds.h"
#include "memory/llama_cpp/cache.h"
#include "memory/llama_cpp/cache_items.h"
#include "memory/llama_cpp/companions.h"
#include "memory/llama_cpp/compute.h"
#include "memory/llama_cpp/gpu_context.h"
#include "memory/llama_cpp/host_items.h"
#include "memory/llama_cpp/mtp.h"
#include "memory/llama_cpp/placement.h"
#include "memory/llama_cpp/tensor_parallel.h"
#include "memory/parts/line_items.h"
#include "memory/weights/counted_weights.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// A graph replayed step by step agrees with llama.cpp's own planner; backends differ by how they
// fuse operations, which moves a buffer by some percent (docs/accuracy.md).
struct Spread {
  std::uint64_t percent = 0;
  Bytes bytes;
};
constexpr Spread spread_on_gpus{10, mebibyte * 32};
// Apart from their layers, and partly in main memory, the scheduler's copies of weights and inputs
// decide, which the replay knows less well (docs/accuracy.md, "partly in RAM").
constexpr Spread spread_with_host{50, mebibyte * 64};

void add_weights(Estimate& estimate, const PlacedWeights& weights, Basis on_gpus) {
  for (const PlacedWeights::OnDevice& placed : weights.devices) {
    estimate.work.push_back(placed.work);
    if (placed.language == Bytes{}) {
      continue;
    }
    estimate.tensors += placed.tensors;
    estimate.items.push_back(tensors_item(Component::weights, placed.device, placed.language,
                                          placed.tensors,
                                          placed.device.is_host() ? Basis::exact : on_gpus));
  }
}

// By rows, a product also takes memory for its parts while it runs, which no graph shows.
bool is_less_well_known(const LlamaCpp& options, const PlacedWeights& weights,
                        const Placement& placement) {
  return options.n_cpu_moe != 0 || weights.moves_experts || weights.moves_others ||
         placement.rows.is_on() || !placement.is_all_on_gpus();
}

void add_warnings(Estimate& estimate, const LlamaCpp& options, const PlacedWeights& weights) {
  for (std::size_t i = 0; i < weights.used_patterns.size(); ++i) {
    if (!weights.used_patterns[i]) {
      estimate.warnings.push_back({MessageId::warning_llama_cpp_override_unused,
                                   {{"pattern", printable(options.override_tensor[i].pattern)}}});
    }
  }
  if (weights.moves_others) {
    estimate.warnings.push_back({MessageId::warning_llama_cpp_override_others, {}});
  }
}

void add_compute(Estimate& estimate, const std::vector<ComputeBuffer>& buffers,
                 const Spread& around) {
  for (const ComputeBuffer& buffer : buffers) {
    if (buffer.bytes == Bytes{}) {
      continue;
    }
    const Bytes spread = share_of(buffer.bytes * around.percent, 100) + around.bytes;
    LineItem item{.component = Component::compute,
                  .device = buffer.device,
                  .low = buffer.bytes - std::min(spread, buffer.bytes),
                  .expected = buffer.bytes,
                  .high = buffer.bytes + spread,
                  .basis = Basis::derived,
                  .formula = buffer.device.is_host() ? "compute-host" : "compute",
                  .terms = {}};
    for (const LiveTensor& live : buffer.peak) {
      item.terms.push_back({live.name, live.bytes.count(), TermUnit::bytes, TermOrigin::computed});
    }
    estimate.items.push_back(std::move(item));
  }
}

// Where the copies of a pipeline do not fit, llama.cpp goes without them ("retrying without
// pipeline parallelism", src/llama-context.cpp).
bool fits(const Estimate& estimate, const std::vector<ComputeBuffer>& buffers,
          std::span<const GpuMemory> gpus) {
  std::vector<Bytes> taken(gpus.size());
  const auto take = [&](Device device, Bytes bytes) {
    if (!device.is_host()) {
      taken.at(device.index) += bytes;
    }
  };
  for (const LineItem& item : estimate.items) {
    take(item.device, item.expected);
  }
  for (const ComputeBuffer& buffer : buffers) {
    take(buffer.device, buffer.bytes);
  }
  return std::equal(taken.begin(), taken.end(), gpus.begin(),
                    [](Bytes bytes, const GpuMemory& gpu) { return bytes <= free_memory(gpu); });
}

// ubatch and batch bound each other (llama_context, src/llama-context.cpp).
LlamaCpp effective(const LlamaCpp& options) {
  LlamaCpp result = options;
  result.ubatch_size = std::min(options.ubatch_size, options.batch_size);
  return result;
}

}  // namespace

Estimate estimate(const Question& question, const LlamaCpp& asked,
                  std::span<const GpuMemory> gpus) {
  if (asked.split_mode == SplitMode::tensor && gpus.size() > 1) {
    return split_by_tensor(question, asked, gpus);
  }
  const LlamaCpp options = effective(asked);
  const model::Architecture& architecture = question.model.layout->architecture;
  const std::shared_ptr<const CountedWeights> counted = weights_of(question);
  const WeightTable& table = counted->table();
  const Placement placement = place(count_layers(question, options, table), options, gpus);
  const std::vector<CacheBlock> blocks = cache_blocks(architecture, question.workload, options);

  Estimate estimate;
  estimate.method = Method::detailed;
  estimate.is_placed = true;
  estimate.weights = counted->loaded();
  const PlacedWeights weights = place_weights(table, architecture, placement);
  // Which rows are kept together is known but for the oldest cards.
  add_weights(estimate, weights, placement.rows.is_on() ? Basis::derived : Basis::exact);
  estimate.ranks = placement.rows.is_on() ? placement.gpus : 1;
  add_warnings(estimate, options, weights);
  const auto add = [&](std::vector<LineItem> items) {
    estimate.items.insert(estimate.items.end(), items.begin(), items.end());
  };
  add(cache_items(blocks, placement));
  for (std::size_t gpu = 0; gpu < placement.gpus; ++gpu) {
    estimate.items.push_back(
        gpu_context(Device{static_cast<std::uint32_t>(gpu)}, gpus[gpu], options.backend));
  }
  const auto buffers = [&](bool with_pipeline) {
    return compute_buffers(table, architecture, question.workload, options, placement,
                           with_pipeline);
  };
  std::vector<ComputeBuffer> compute = buffers(true);
  if (is_pipeline(options, placement) && can_give_up_pipeline(options) &&
      !fits(estimate, compute, gpus)) {
    std::vector<ComputeBuffer> without = buffers(false);
    if (fits(estimate, without, gpus)) {
      compute = std::move(without);
      estimate.warnings.push_back({MessageId::llama_cpp_no_pipeline, {}});
    }
  }
  add_compute(estimate, compute,
              is_less_well_known(options, weights, placement) ? spread_with_host : spread_on_gpus);
  estimate.items.push_back(output_buffer(architecture.vocabulary, question.workload));
  add(prompt_cache(blocks, question.workload, options));
  add(companion_items(question, options, placement, gpus));
  if (options.draft_mtp_tokens != 0) {
    add(mtp_items(weights, blocks, placement, options));
  }
  sort_items(estimate.items);
  return estimate;
}

}  // namespace vramcalc::memory::llama_cpp
