#include "advise/logged/logged_llama_cpp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <vramcalc/core/spelling.h>

#include "advise/logged/logged_cards.h"
#include "advise/logged/logged_split.h"

namespace vramcalc::advise {
namespace {

using memory::EngineLog;
using memory::LlamaCpp;
using memory::LoggedSettings;

class Rebuild {
 public:
  Rebuild(const EngineLog& log, LoggedRun& run) : log_(log), run_(run) {}

  void workload(const model::Model& model) {
    const LoggedSettings& settings = log_.settings;
    memory::Workload& workload = run_.question.workload;
    workload.parallel = settings.sequences.value_or(1);
    // n_ctx counts the tokens of all sequences.
    std::uint64_t all_tokens = settings.context_tokens.value_or(0);
    if (all_tokens == 0) {
      all_tokens = model.max_context_tokens.value_or(memory::default_context_tokens(model));
      assume("context", std::to_string(all_tokens), MessageId::why_log_context);
    }
    workload.context_tokens = std::max<std::uint64_t>(all_tokens / workload.parallel, 1);
    workload.cache_type_k = cache_type(settings.cache_type_k);
    // Latent attention keeps no values, and its logs name one type.
    workload.cache_type_v =
        settings.cache_type_v.empty() ? workload.cache_type_k : cache_type(settings.cache_type_v);
    if (settings.cache_type_k.empty()) {
      assume("cache-type-k", "f16", MessageId::why_log_default);
    }
  }

  void engine(std::optional<std::uint64_t> host_expert_layers,
              std::vector<memory::TensorOverride> override_tensor) {
    const LoggedSettings& settings = log_.settings;
    LlamaCpp engine;
    engine.program =
        log_.engine == "ollama" ? memory::LlamaCppProgram::ollama : memory::LlamaCppProgram::server;
    engine.batch_size = settings.batch_size.value_or(engine.batch_size);
    engine.ubatch_size = settings.ubatch_size.value_or(engine.ubatch_size);
    if (!settings.ubatch_size) {
      assume("ubatch-size", std::to_string(engine.ubatch_size), MessageId::why_log_default);
    }
    // Off unless asked for until late in 2025, then on where the GPU can.
    engine.flash_attention = settings.flash_attention.value_or(!log_.old_names);
    if (!settings.flash_attention) {
      assume("flash-attn", engine.flash_attention ? "on" : "off", MessageId::why_log_default);
    }
    // Builds of the older names had one cache for all sequences.
    engine.kv_unified = settings.kv_unified.value_or(log_.old_names);
    engine.swa_full = settings.full_windows;
    engine.n_cpu_moe = host_expert_layers.value_or(settings.host_expert_layers.value_or(0));
    engine.kv_offload = !cache_is_on_host();
    // Prompts and checkpoints are kept later, when the log of the load is over.
    engine.cache_ram_mib = 0;
    engine.context_checkpoints = 0;
    engine.override_tensor = std::move(override_tensor);
    engine.no_pipeline =
        engine.override_tensor.empty() && !settings.pipeline_copies.value_or(log_.old_names);
    set_layers(engine);
    set_build(engine);
    set_split(engine);
    set_backend(engine);
    run_.question.engine = std::move(engine);
  }

  void gpus(std::span<const hardware::Gpu> cards) {
    bool is_printed = true;
    for (const std::string& device : run_.devices.gpus()) {
      const LoggedCard card = logged_card(log_, device, cards);
      if (!card.is_known) {
        assume("gpu", device, MessageId::why_log_gpu);
      }
      is_printed = is_printed && card.has_printed_memory;
      run_.gpus.push_back(card.memory);
    }
    if (run_.gpus.empty()) {
      run_.gpus.push_back(memory::ample_gpu().front());
    }
    share_layers(is_printed);
  }

 private:
  void assume(std::string option, std::string value, MessageId why) {
    run_.assumptions.push_back({std::move(option), std::move(value), {why, {}}});
  }

  model::StorageType cache_type(const std::string& name) {
    // What llama.cpp takes as a type of the cache: common/arg.cpp, kv_cache_types.
    using enum model::StorageType;
    constexpr std::array types{f16, f32, bf16, q8_0, q5_1, q5_0, q4_1, q4_0, iq4_nl};
    const auto* const found = std::find_if(types.begin(), types.end(), [&](auto type) {
      return folded_name(model::facts_of(type).name) == folded_name(name);
    });
    if (found == types.end() && !name.empty()) {
      run_.warnings.push_back({MessageId::warning_log_cache_type, {{"text", printable(name)}}});
    }
    return found == types.end() ? f16 : *found;
  }

  void set_layers(LlamaCpp& engine) const {
    const LoggedSettings& settings = log_.settings;
    if (run_.devices.gpus().empty()) {
      engine.gpu_layers = 0;
    } else if (settings.gpu_layers && settings.gpu_layers != settings.offloadable_layers) {
      engine.gpu_layers = settings.gpu_layers;
    }
    // A file that keeps its multi-token-prediction layers counts them too, besides the output.
    const auto& layout = run_.question.model.layout;
    engine.keeps_drafts = layout != nullptr && settings.offloadable_layers.value_or(0) >
                                                   layout->architecture.layers.size() + 1;
  }

  void set_build(LlamaCpp& engine) {
    const std::optional<std::uint64_t> build =
        log_.build_number ? log_.build_number : log_.build_of_names;
    if (build) {
      memory::set_build(engine, *build);
    }
    if (!log_.build_number) {
      assume("engine-build", build ? "b" + std::to_string(*build) : "newest",
             build ? MessageId::why_log_old_build : MessageId::why_log_build);
    }
  }

  void set_split(LlamaCpp& engine) {
    const auto any_device = [&](auto matches) {
      return std::any_of(log_.readings.begin(), log_.readings.end(),
                         [&](const memory::Reading& reading) { return matches(reading.device); });
    };
    if (any_device([](const std::string& name) { return name.starts_with("Meta("); })) {
      engine.split_mode = memory::SplitMode::tensor;
    } else if (any_device([](const std::string& name) { return name.ends_with("_Split"); })) {
      assume("split-mode", "layer", MessageId::why_log_split);
    }
  }

  void set_backend(LlamaCpp& engine) {
    if (run_.devices.gpus().empty()) {
      return;
    }
    const std::string& device = run_.devices.gpus().front();
    const bool is_cuda = device.starts_with("CUDA") || device.starts_with("ROCm");
    engine.backend = is_cuda ? memory::LlamaCppBackend::cuda : memory::LlamaCppBackend::vulkan;
    if (!is_cuda && !device.starts_with("Vulkan")) {
      assume("backend", "vulkan", MessageId::why_log_backend);
    }
  }

  // --no-kv-offload: layers on a GPU, and none of their cache.
  [[nodiscard]] bool cache_is_on_host() const {
    bool any = false;
    bool any_on_gpu = false;
    for (const memory::Reading& reading : log_.readings) {
      if (reading.component == memory::Component::kv_cache) {
        const auto device = run_.devices.find(reading.device);
        any = true;
        any_on_gpu = any_on_gpu || !device || !device->is_host();
      }
    }
    return any && !any_on_gpu && log_.settings.gpu_layers.value_or(0) > 0;
  }

  // What was free when llama.cpp started decides how layers are shared, unless --tensor-split does,
  // which logs do not print: the caches show what came of it.
  void share_layers(bool is_memory_printed) {
    auto& engine = std::get<LlamaCpp>(run_.question.engine);
    if (engine.split_mode != memory::SplitMode::layer || run_.question.model.layout == nullptr) {
      return;
    }
    engine.tensor_split = logged_split(log_, run_.devices, run_.question);
    if (!engine.tensor_split.empty() && !is_memory_printed) {
      std::string shares;
      for (const double share : engine.tensor_split) {
        shares += (shares.empty() ? "" : ",") + std::to_string(std::llround(share));
      }
      assume("tensor-split", std::move(shares), MessageId::why_log_layers);
    }
  }

  const EngineLog& log_;
  LoggedRun& run_;
};

}  // namespace

void rebuild_llama_cpp(const EngineLog& log, std::optional<std::uint64_t> host_expert_layers,
                       std::vector<memory::TensorOverride> override_tensor,
                       std::span<const hardware::Gpu> cards, LoggedRun& run) {
  Rebuild rebuild{log, run};
  rebuild.workload(run.question.model);
  rebuild.engine(host_expert_layers, std::move(override_tensor));
  rebuild.gpus(cards);
}

}  // namespace vramcalc::advise
