#include "memory/engines/vllm.h"

#include <algorithm>
#include <deque>

#include "memory/engines/gpu_rank.h"
#include "memory/engines/vllm_profile.h"
#include "memory/engines/vllm_settings.h"
#include "memory/parts/cache_items.h"
#include "memory/parts/cache_pools.h"
#include "memory/parts/communication.h"
#include "memory/parts/driver_context.h"
#include "memory/parts/line_items.h"

namespace vramcalc::memory {
namespace {

// Rotary position embeddings are kept as one table of 16-bit numbers for all layers, counted with
// the weights: vllm/model_executor/layers/rotary_embedding/base.py
constexpr std::uint64_t rope_bytes = 2;

// The table of the first layer that has one.
std::uint64_t rope_width(const model::Architecture& architecture) {
  for (const model::Layer& layer : architecture.layers) {
    if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
      return grouped->key_length;
    }
    if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
      return latent->rope_length;
    }
  }
  return 0;
}

std::optional<LineItem> rope_table(const model::Architecture& architecture, Device device) {
  const std::uint64_t width = rope_width(architecture);
  const std::uint64_t positions = architecture.max_context_tokens;
  if (width == 0 || positions == 0) {
    return std::nullopt;
  }
  return certain_item(Component::weights, device, Bytes{positions} * width * rope_bytes,
                      Basis::derived, "rope-table",
                      {{"positions", positions, TermUnit::tokens, TermOrigin::model},
                       {"width", width, TermUnit::count, TermOrigin::model}});
}

// States of Mamba's recurrence go by the model's type unless its config says otherwise, which
// Qwen3.5 does; Kimi Delta Attention always keeps 32 bits.
// vllm/model_executor/layers/mamba/mamba_utils.py, vllm/model_executor/models/config.py
Bytes state_element(const model::Architecture& architecture) {
  const auto has_kda = [](const model::Layer& layer) {
    const auto* recurrent = std::get_if<model::Recurrent>(&layer.mixer);
    return recurrent != nullptr && recurrent->kind == model::RecurrentKind::kimi_delta_attention;
  };
  const bool in_32_bits =
      architecture.model_type.starts_with("qwen3_5") ||
      std::any_of(architecture.layers.begin(), architecture.layers.end(), has_kda);
  return Bytes{in_32_bits ? 4U : 2U};
}

// A draft of the model's own layers: one more layer of full attention on the last stage, and states
// that can be taken back to any of the drafted tokens.
void add_draft_layer(std::vector<CacheGroup>& groups, const Vllm& options) {
  if (options.num_speculative_tokens == 0) {
    return;
  }
  for (CacheGroup& group : groups) {
    if (group.kept.kind == KeptKind::full) {
      ++group.layers;
      return;
    }
  }
}

std::uint64_t tokens_in_flight(const Vllm& options, const VllmSettings& settings) {
  return settings.batched_tokens * (options.release >= vllm_with_async_scheduling ? 2 : 1);
}

class Run {
 public:
  Run(const Question& question, const Vllm& options, std::span<const GpuMemory> gpus)
      : question_(question),
        options_(options),
        spread_(spread_model(question,
                             {options.tensor_parallel_size, options.pipeline_parallel_size,
                              "--tensor-parallel-size", "--pipeline-parallel-size", "vLLM"},
                             gpus)),
        is_ample_(are_ample(gpus)),
        settings_(vllm_settings(options, gpus.front(), question.workload,
                                spread_.estimate.assumptions)) {}

  Estimate estimate() && {
    check_drafts(spread_, options_.num_speculative_tokens);
    for (const GpuRank& rank : spread_.ranks) {
      add_gpu(rank);
    }
    add_pools(spread_.estimate, plans_, question_.workload,
              options_.release >= vllm_with_capacity_by_concurrency ? CapacityRule::concurrency
                                                                    : CapacityRule::blocks);
    for (LineItem& item : later_graphs_) {
      spread_.estimate.items.push_back(std::move(item));
    }
    sort_items(spread_.estimate.items);
    return std::move(spread_.estimate);
  }

 private:
  void add_gpu(const GpuRank& rank) {
    Estimate& estimate = spread_.estimate;
    std::vector<LineItem>& items = estimate.items;
    const Device device = rank.weights.device;
    const model::Architecture& architecture = question_.model.layout->architecture;
    add_weights(items, rank.weights,
                {options_.num_speculative_tokens > 0, !options_.language_model_only});
    const auto add = [&](std::optional<LineItem> item) {
      if (item) {
        items.push_back(*std::move(item));
      }
    };
    add(rope_table(architecture, device));
    add(vllm_expert_padding(question_, spread_, rank));
    add(vllm_lora(question_, spread_, rank, options_));
    add(vllm_activations(spread_, rank, options_, settings_));
    add(vllm_sampler_state(spread_, rank, options_, settings_));
    add(vllm_workspaces(rank));
    add(communication_item(device, spread_.grid));
    std::optional<LineItem> graphs = vllm_graphs(spread_, rank, options_, settings_);
    if (options_.release >= vllm_with_graph_estimate) {
      add(std::move(graphs));
    } else if (graphs) {
      later_graphs_.push_back(*std::move(graphs));  // captured when the cache is there already
    }
    estimate.contexts.push_back(torch_context(device, rank.gpu));
    plans_.push_back({device,
                      is_ample_
                          ? std::nullopt
                          : std::optional{scaled(cuda_total(rank.gpu), settings_.utilization)},
                      total_on(estimate, device),
                      &cache_of(rank),
                      {1, 1},
                      true});
  }

  // GPUs of a stage keep alike.
  const PagedCache& cache_of(const GpuRank& rank) {
    if (rank.stage < caches_.size()) {
      return caches_[rank.stage];
    }
    const model::Architecture& architecture = question_.model.layout->architecture;
    CacheRules rules = rules_of(question_.workload);
    rules.ranks = spread_.grid.tensor;
    rules.state_element = state_element(architecture);
    rules.draft_tokens = options_.num_speculative_tokens;
    std::vector<CacheGroup> groups =
        cache_groups(spread_.grid.layers_of(rank.stage, architecture), rules);
    if (rank.is_last_stage) {
      add_draft_layer(groups, options_);
    }
    add_bytes_per_token(spread_.estimate, groups, spread_.grid.tensor);
    PagingRules paging;
    paging.block_tokens = options_.block_size;
    paging.in_flight_tokens = tokens_in_flight(options_, settings_);
    paging.state_slots = 1 + options_.num_speculative_tokens;
    return caches_.emplace_back(groups, paging);
  }

  const Question& question_;
  const Vllm& options_;
  SpreadModel spread_;
  bool is_ample_;
  VllmSettings settings_;
  std::deque<PagedCache> caches_;  // of the stages; references stay valid
  std::vector<PoolPlan> plans_;
  std::vector<LineItem> later_graphs_;
};

}  // namespace

Estimate vllm_estimate(const Question& question, const Vllm& options,
                       std::span<const GpuMemory> gpus) {
  return Run{question, options, gpus}.estimate();
}

}  // namespace vramcalc::memory
