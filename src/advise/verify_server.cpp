#include "advise/verify_server.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace vramcalc::advise {
namespace {

using memory::Component;

constexpr memory::Device first_gpu{0};

// What is loaded is printed in one figure, towers and layers for drafts included. vLLM measures
// what is not PyTorch's as one: libraries and collectives; its counts of sampled tokens are
// allocated before the weights and end up there, too (gpu_worker.py, determine_available_memory).
Component as_logged(Component component, bool is_vllm) {
  switch (component) {
    case Component::mtp_weights:
    case Component::vision_weights:
      return Component::weights;
    case Component::communication:
    case Component::output:
      return is_vllm ? Component::context : component;
    default:
      return component;
  }
}

std::optional<std::uint64_t> cache_tokens(const memory::EngineLog& log, const LoggedRun& run) {
  const memory::LoggedServing& serving = log.serving;
  const auto* const vllm = std::get_if<memory::Vllm>(&run.question.engine);
  if (serving.cache_tokens || !serving.cache_blocks || vllm == nullptr) {
    return serving.cache_tokens;
  }
  // Of a log that is not to be believed.
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  return *serving.cache_blocks > most / vllm->block_size
             ? std::nullopt
             : std::optional{*serving.cache_blocks * vllm->block_size};
}

// Whether the cache of twice the tokens takes twice the memory. Not by the counts of earlier
// releases, which take layers with a window or a state for full ones.
bool is_linear(const memory::Question& question) {
  const auto* const vllm = std::get_if<memory::Vllm>(&question.engine);
  if (vllm == nullptr || vllm->release >= memory::vllm_with_capacity_by_concurrency) {
    return true;
  }
  const std::vector<model::Layer>& layers = question.model.layout->architecture.layers;
  return std::all_of(layers.begin(), layers.end(), [](const model::Layer& layer) {
    const auto* const grouped = std::get_if<model::GroupedAttention>(&layer.mixer);
    return grouped != nullptr ? grouped->window == 0
                              : std::holds_alternative<model::LatentAttention>(layer.mixer);
  });
}

class Served {
 public:
  Served(const memory::EngineLog& log, const LoggedRun& run, const memory::Estimate& estimate)
      : run_(run), estimate_(estimate), tokens_(cache_tokens(log, run)) {}

  ServedEstimate answer() && {
    const bool is_vllm = std::holds_alternative<memory::Vllm>(run_.question.engine);
    for (memory::LineItem item : estimate_.items) {
      if (item.device != first_gpu) {
        continue;
      }
      if (item.component == Component::kv_cache) {
        set_cache(item, is_vllm);
      }
      item.component = as_logged(item.component, is_vllm);
      answer_.items.push_back(std::move(item));
    }
    answer_.has_states = !estimate_.pools.empty();
    if (tokens_ && estimate_.capacity) {
      answer_.capacity = {*tokens_, estimate_.capacity->tokens, estimate_.capacity->low_tokens,
                          estimate_.capacity->high_tokens};
    }
    return std::move(answer_);
  }

 private:
  void set_cache(memory::LineItem& item, bool is_vllm) {
    const auto pool = std::find_if(
        estimate_.pools.begin(), estimate_.pools.end(),
        [](const memory::CachePool& candidate) { return candidate.device == first_gpu; });
    if (pool != estimate_.pools.end()) {
      // vLLM prints what is left for the cache before it is cut into blocks, SGLang the cache.
      item.expected = is_vllm ? pool->available.expected : item.expected;
      answer_.has_cache = true;
    } else if (tokens_ && run_.question.model.layout != nullptr && is_linear(run_.question)) {
      item.expected = scaled(item.expected, {*tokens_, run_.question.workload.context_tokens});
      answer_.has_cache = true;
      answer_.assumptions.push_back(
          {"cache-tokens", std::to_string(*tokens_), {MessageId::why_log_cache_tokens, {}}});
    }
  }

  const LoggedRun& run_;
  const memory::Estimate& estimate_;
  std::optional<std::uint64_t> tokens_;
  ServedEstimate answer_;
};

}  // namespace

ServedEstimate served_estimate(const memory::EngineLog& log, const LoggedRun& run,
                               const memory::Estimate& estimate) {
  return Served{log, run, estimate}.answer();
}

}  // namespace vramcalc::advise
