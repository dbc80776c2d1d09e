#include "memory/engines/generic.h"

#include <algorithm>

#include <vramcalc/memory/rule.h>

#include "memory/engines/gpu_rank.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"
#include "memory/parts/pass_peak.h"
#include "memory/weights/counted_weights.h"

namespace vramcalc::memory {
namespace {

constexpr std::uint64_t hidden_rows = 5;

// Tokens of one pass: llama.cpp computes 512 at once, vLLM and ExLlamaV3 2048, transformers the
// whole prompt, of which 8192 stand for the usual.
constexpr std::uint64_t lean_pass = 512;
constexpr std::uint64_t usual_pass = 2048;
constexpr std::uint64_t lavish_pass = 8192;
constexpr Interval workspaces{mebibyte * 16, mebibyte * 128, mebibyte * 1024};

// Towers and MTP layers of a config are there for engines that ask for them.
Estimate by_share_of_weights(const Question& question, Ratio overhead) {
  const std::shared_ptr<const CountedWeights> weights = weights_of(question);
  const model::StoredModel& stored = weights->stored();
  Estimate estimate;
  estimate.method = Method::detailed;
  estimate.weights = weights->loaded();
  estimate.tensors = static_cast<std::uint64_t>(
      std::count_if(stored.tensors.begin(), stored.tensors.end(),
                    [](const model::StoredTensor& tensor) { return tensor.bytes > Bytes{}; }));
  estimate.items = {tensors_item(Component::weights, {}, estimate.weights, estimate.tensors,
                                 basis_of(question.format)),
                    reserve_item(estimate.weights, overhead)};
  return estimate;
}

LineItem pass_item(const Question& question, const SpreadModel& spread, Device device) {
  const std::uint64_t width = peak_width(spread.widths, 1, hidden_rows);
  const auto tokens = [&](std::uint64_t pass) {
    return std::min(pass, question.workload.context_tokens);
  };
  return pass_peak(device,
                   {tokens(usual_pass), width, bytes_of_pass(width, tokens(lean_pass)),
                    bytes_of_pass(width, tokens(lavish_pass))},
                   workspaces);
}

Estimate by_layers(const Question& question, std::span<const GpuMemory> gpus) {
  SpreadModel spread = spread_by_memory(question, gpus);
  Estimate& estimate = spread.estimate;
  const model::Architecture& architecture = question.model.layout->architecture;
  CacheRules rules = rules_of(question.workload);
  rules.index_in_8_bits = false;
  for (const GpuRank& rank : spread.ranks) {
    const Device device = rank.weights.device;
    const std::vector<CacheGroup> groups =
        cache_groups(spread.grid.layers_of(rank.stage, architecture), rules);
    const bool is_file = !question.format.recipe.has_value();
    add_weights(estimate.items, rank.weights, {is_file, is_file, basis_of(question.format)});
    add_cache_items(estimate.items, device, groups,
                    {question.workload.context_tokens, question.workload.parallel, usual_pass});
    estimate.items.push_back(pass_item(question, spread, device));
    add_bytes_per_token(estimate, groups);
    estimate.contexts.push_back(torch_context(device, rank.gpu));
  }
  sort_items(estimate.items);
  return std::move(estimate);
}

}  // namespace

Estimate generic_estimate(const Question& question, const Generic& options,
                          std::span<const GpuMemory> gpus) {
  const model::Model& model = question.model;
  if (!model.has_tensors()) {
    return estimate_by_rule(model.parameters, question.format.precision,
                            options.overhead.value_or(default_overhead));
  }
  return model.has_layers() && !options.overhead
             ? by_layers(question, gpus)
             : by_share_of_weights(question, options.overhead.value_or(default_overhead));
}

}  // namespace vramcalc::memory
