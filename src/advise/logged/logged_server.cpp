#include "advise/logged/logged_server.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <vramcalc/core/spelling.h>

#include "advise/logged/logged_cards.h"

namespace vramcalc::advise {
namespace {

using memory::EngineLog;
using memory::LoggedServing;

// Shares are written with two to four decimals.
constexpr std::uint64_t parts_of_share = 10'000;

std::optional<Ratio> share_of_card(const std::optional<double>& printed) {
  if (!printed) {
    return std::nullopt;
  }
  const auto parts = std::llround(*printed * static_cast<double>(parts_of_share));
  return Ratio{std::max<std::uint64_t>(static_cast<std::uint64_t>(parts), 1), parts_of_share};
}

// "0.9.2", "0.26.1rc1.dev156+g0eec856cc". A checkout without tags calls itself "0.1.dev1+g..."
// (https://github.com/vllm-project/vllm, setup.py).
std::optional<memory::Release> release_of(std::string_view build) {
  const std::optional<memory::LeadingRelease> leading = memory::leading_release(build);
  return leading && !leading->rest.starts_with(".dev") ? std::optional{leading->release}
                                                       : std::nullopt;
}

struct CacheType {
  std::string_view printed;
  model::StorageType type;
};

// vllm/config/cache.py, python/sglang/srt/server_args.py; SGLang prints PyTorch's names where it
// allocates the cache. "auto" is the type of the weights: 16 bits.
constexpr std::array cache_types{
    CacheType{"", model::StorageType::f16},
    CacheType{"auto", model::StorageType::f16},
    CacheType{"float16", model::StorageType::f16},
    CacheType{"half", model::StorageType::f16},
    CacheType{"bf16", model::StorageType::bf16},
    CacheType{"bfloat16", model::StorageType::bf16},
    CacheType{"fp8", model::StorageType::f8_e4m3},
    CacheType{"fp8_e4m3", model::StorageType::f8_e4m3},
    CacheType{"float8_e4m3fn", model::StorageType::f8_e4m3},
    CacheType{"fp8_ds_mla", model::StorageType::f8_e4m3},
    CacheType{"fp8_e5m2", model::StorageType::f8_e5m2},
    CacheType{"float8_e5m2", model::StorageType::f8_e5m2},
    CacheType{"nvfp4", model::StorageType::nvfp4},
    CacheType{"fp4_e2m1", model::StorageType::nvfp4},
    CacheType{"float4_e2m1fn_x2", model::StorageType::nvfp4},
};

class Rebuild {
 public:
  Rebuild(const EngineLog& log, LoggedRun& run) : log_(log), serving_(log.serving), run_(run) {}

  // One sequence: what a server must have room for to start.
  void workload() {
    const model::Model& model = run_.question.model;
    memory::Workload& workload = run_.question.workload;
    workload.context_tokens = log_.settings.context_tokens.value_or(0);
    if (workload.context_tokens == 0) {
      workload.context_tokens =
          model.max_context_tokens.value_or(memory::default_context_tokens(model));
      assume("context", std::to_string(workload.context_tokens), MessageId::why_log_context);
    }
    workload.cache_type_k = cache_type();
    workload.cache_type_v = workload.cache_type_k;
  }

  void vllm() {
    memory::Vllm engine;
    if (const auto release = release_of(log_.build)) {
      engine.release = *release;
      engine.is_any_release = false;
    } else {
      assume("engine-version", memory::text_of(engine.release), MessageId::why_log_release);
    }
    engine.gpu_memory_utilization = share_of_card(serving_.memory_fraction);
    engine.max_num_seqs = serving_.max_sequences;
    engine.max_num_batched_tokens = serving_.max_batched_tokens;
    engine.tensor_parallel_size = tensor();
    engine.pipeline_parallel_size = pipeline();
    engine.block_size = serving_.block_size.value_or(engine.block_size);
    engine.enforce_eager = serving_.enforce_eager.value_or(false);
    run_.question.engine = engine;
  }

  void sglang() {
    memory::Sglang engine;
    engine.mem_fraction_static = share_of_card(serving_.memory_fraction);
    engine.chunked_prefill_size = serving_.max_batched_tokens;
    engine.tp_size = tensor();
    engine.pp_size = pipeline();
    engine.page_size = serving_.block_size.value_or(engine.page_size);
    engine.disable_cuda_graph = serving_.enforce_eager.value_or(false);
    run_.question.engine = engine;
  }

  // The log is of one GPU; the others are taken to be alike.
  void gpus(std::span<const hardware::Gpu> cards) {
    const std::string device = run_.devices.gpus().empty() ? "CUDA0" : run_.devices.gpus().front();
    LoggedCard card = logged_card(log_, device, cards);
    if (!card.is_known) {
      assume("gpu", device, MessageId::why_log_gpu);
    }
    if (card.has_printed_memory) {
      // PyTorch's total, from which firmware and page tables have been taken: a card that is known
      // by its memory alone is taken at its word.
      card.memory.sm_count = 0;
    }
    const std::uint64_t gpus = std::min(tensor() * pipeline(), memory::most_gpus);
    run_.gpus.assign(static_cast<std::size_t>(gpus), card.memory);
  }

 private:
  void assume(std::string option, std::string value, MessageId why) {
    run_.assumptions.push_back({std::move(option), std::move(value), {why, {}}});
  }

  [[nodiscard]] std::uint64_t tensor() const { return serving_.tensor_parallel.value_or(1); }
  [[nodiscard]] std::uint64_t pipeline() const { return serving_.pipeline_parallel.value_or(1); }

  model::StorageType cache_type() {
    const auto* const found =
        std::find_if(cache_types.begin(), cache_types.end(),
                     [&](const CacheType& type) { return type.printed == serving_.cache_dtype; });
    if (found == cache_types.end()) {
      run_.warnings.push_back(
          {MessageId::warning_log_cache_type, {{"text", printable(serving_.cache_dtype)}}});
      return model::StorageType::f16;
    }
    return found->type;
  }

  const EngineLog& log_;
  const LoggedServing& serving_;
  LoggedRun& run_;
};

}  // namespace

void rebuild_server(const EngineLog& log, std::span<const hardware::Gpu> cards, LoggedRun& run) {
  Rebuild rebuild{log, run};
  rebuild.workload();
  if (log.engine == "vllm") {
    rebuild.vllm();
  } else {
    rebuild.sglang();
  }
  rebuild.gpus(cards);
}

}  // namespace vramcalc::advise
