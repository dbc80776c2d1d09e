#include "memory/engines/vllm_settings.h"

#include <algorithm>
#include <string>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

namespace vramcalc::memory {
namespace {

struct Batches {
  std::uint64_t tokens = 0;
  std::uint64_t sequences = 0;
};

// EngineArgs.get_batch_defaults, https://github.com/vllm-project/vllm vllm/engine/arg_utils.py; of
// a server. Large cards are told by their memory, A100s by their name.
constexpr Bytes large_card = gibibyte * 70;
constexpr Bytes largest_card = gibibyte * 160;
constexpr std::uint64_t capability_of_a100 = 80;
constexpr Batches usual{2048, 256};
constexpr Batches on_large_cards{8192, 1024};
constexpr Batches on_largest_cards{16384, 1024};

constexpr Ratio early_share{9, 10};
constexpr Ratio newer_share{23, 25};

Batches default_batches(const Vllm& options, const GpuMemory& gpu) {
  if (options.release < vllm_with_batches_by_card || is_ample(gpu) || gpu.visible < large_card ||
      gpu.compute_capability == capability_of_a100) {
    return usual;
  }
  return options.release >= vllm_with_largest_cards && gpu.visible >= largest_card
             ? on_largest_cards
             : on_large_cards;
}

}  // namespace

Ratio utilization_of(const Vllm& engine) {
  return engine.gpu_memory_utilization.value_or(
      engine.release >= vllm_with_larger_share ? newer_share : early_share);
}

VllmSettings vllm_settings(const Vllm& options, const GpuMemory& gpu, const Workload& workload,
                           std::vector<Assumption>& assumptions) {
  const Batches batches = default_batches(options, gpu);
  const auto assume = [&](std::string option, std::string value, MessageId why) {
    assumptions.push_back({std::move(option), std::move(value), {why, {}}});
  };
  VllmSettings settings;
  settings.utilization = utilization_of(options);
  settings.batched_tokens = options.max_num_batched_tokens.value_or(batches.tokens);
  settings.sequences = options.max_num_seqs.value_or(
      std::max(std::min(batches.sequences, settings.batched_tokens), workload.parallel));
  if (options.max_num_seqs && *options.max_num_seqs < workload.parallel) {
    throw Error(ErrorKind::unsupported, {MessageId::error_more_sequences,
                                         {{"engine", std::string{"vLLM"}},
                                          {"most", *options.max_num_seqs},
                                          {"count", workload.parallel}}});
  }
  const MessageId why =
      is_ample(gpu) ? MessageId::why_default_of_small_cards : MessageId::why_default_of_card;
  if (!options.gpu_memory_utilization && !is_ample(gpu)) {
    assume("gpu-memory-utilization", decimal_text(settings.utilization.value(), 2),
           MessageId::why_default_of_release);
  }
  if (!options.max_num_seqs) {
    assume("max-num-seqs", std::to_string(settings.sequences),
           settings.sequences > batches.sequences ? MessageId::why_sequences_asked : why);
  }
  if (!options.max_num_batched_tokens) {
    assume("max-num-batched-tokens", std::to_string(settings.batched_tokens), why);
  }
  return settings;
}

}  // namespace vramcalc::memory
