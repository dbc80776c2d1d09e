// llama-server and llama-cli: https://github.com/ggml-org/llama.cpp, tools/server/README.md and
// common/arg.cpp. An option's value is the next word, whatever it begins with.
#include <string>

#include "advise/launch/engines.h"
#include "advise/launch/weights_source.h"
#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

using memory::LlamaCpp;

// The programs' own defaults: what is not said is left out of the command.
const LlamaCpp usual;

std::string shares_text(const std::vector<double>& shares) {
  std::string text;
  for (const double share : shares) {
    const Ratio ratio{static_cast<std::uint64_t>(share * 1000 + 0.5), 1000};
    const bool is_whole = ratio.numerator % ratio.denominator == 0;
    text += text.empty() ? "" : ",";
    text += is_whole ? std::to_string(ratio.numerator / ratio.denominator) : share_text(ratio);
  }
  return text;
}

std::string overrides_text(const std::vector<memory::TensorOverride>& overrides) {
  std::string text;
  for (const memory::TensorOverride& entry : overrides) {
    text += (text.empty() ? "" : ",") + entry.pattern + "=" + entry.buffer;
  }
  return text;
}

void add_placement(Words& words, const LlamaCpp& engine) {
  words.add("--gpu-layers", engine.gpu_layers ? std::to_string(*engine.gpu_layers) : "all");
  if (engine.split_mode != usual.split_mode) {
    words.add("--split-mode", std::string{memory::id_of(engine.split_mode)});
  }
  if (!engine.tensor_split.empty()) {
    words.add("--tensor-split", shares_text(engine.tensor_split));
  }
  if (!engine.override_tensor.empty()) {
    words.add("--override-tensor", overrides_text(engine.override_tensor));
  }
  words.add_unless("--n-cpu-moe", engine.n_cpu_moe, usual.n_cpu_moe);
  words.add_flag("--no-kv-offload", !engine.kv_offload);
  // The program would otherwise change what is left unsaid to suit the memory that it finds.
  words.add("--fit", "off");
}

void add_cache(Words& words, const memory::Workload& workload, const LlamaCpp& engine) {
  if (workload.cache_type_k != model::StorageType::f16) {
    words.add("--cache-type-k", id_of(workload.cache_type_k));
  }
  if (workload.cache_type_v != model::StorageType::f16) {
    words.add("--cache-type-v", id_of(workload.cache_type_v));
  }
  words.add("--flash-attn", engine.flash_attention ? "on" : "off");
  words.add_flag("--swa-full", engine.swa_full);
}

void add_companions(Words& words, Launch& launch, const LlamaCpp& engine) {
  if (engine.mmproj) {
    words.add("--mmproj", safe_path(engine.mmproj->argument));
  }
  for (const auto& adapter : engine.lora) {
    words.add("--lora", safe_path(adapter->argument));
  }
  if (engine.draft) {
    const bool is_file = engine.draft->source == model::ModelSource::gguf;
    const std::string path =
        is_file ? safe_path(engine.draft->argument) : "./" + engine.draft->argument + ".gguf";
    words.add("--model-draft", path);
    if (!is_file) {
      launch.notes.push_back({MessageId::note_launch_gguf,
                              {{"path", path},
                               {"precision", engine.draft->native_precision},
                               {"name", engine.draft->name}}});
    }
  }
  if (engine.draft_mtp_tokens != 0) {
    words.add("--spec-type", "draft-mtp");
    words.add("--spec-draft-n-max", engine.draft_mtp_tokens);
  }
}

}  // namespace

Launch launch_llama_cpp(const EstimateAnswer& answer, const LlamaCpp& engine) {
  auto [reference, launch] = gguf_source(answer);
  const bool is_server = engine.program == memory::LlamaCppProgram::server;
  const memory::Workload& workload = answer.workload;
  Words words{{is_server ? "llama-server" : "llama-cli"}};
  words.add("--model", reference);
  words.add("--ctx-size", workload.context_tokens * workload.parallel);
  if (is_server) {
    words.add("--parallel", workload.parallel);
    words.add_flag("--kv-unified", engine.kv_unified);
    words.add_unless("--cache-ram", engine.cache_ram_mib, usual.cache_ram_mib);
    words.add_unless("--ctx-checkpoints", engine.context_checkpoints, usual.context_checkpoints);
  }
  words.add_unless("--batch-size", engine.batch_size, usual.batch_size);
  words.add_unless("--ubatch-size", engine.ubatch_size, usual.ubatch_size);
  add_placement(words, engine);
  add_cache(words, workload, engine);
  add_companions(words, launch, engine);
  launch.commands.push_back(
      {is_server ? LaunchStep::serve : LaunchStep::run, {}, std::move(words).take()});
  return launch;
}

}  // namespace vramcalc::advise
