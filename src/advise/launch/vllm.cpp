// `vllm serve`: https://github.com/vllm-project/vllm, vllm/engine/arg_utils.py and
// docs/features/quantization/online.md
#include <array>
#include <string>
#include <string_view>

#include "advise/launch/engines.h"
#include "advise/launch/servers.h"
#include "advise/launch/weights_source.h"
#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

constexpr std::array<std::string_view, 2> made_while_loading{"fp8", "nf4"};

const memory::Vllm usual;

void add_quantisation(Words& words, const EstimateAnswer& answer) {
  if (is_published_format(answer)) {
    return;
  }
  if (answer.format.precision.id == "fp8") {
    words.add("--quantization", "fp8");
  } else if (answer.format.precision.id == "nf4") {
    words.add("--quantization", "bitsandbytes");
  }
}

void add_options(Words& words, const EstimateAnswer& answer, const memory::Vllm& engine) {
  words.add("--max-model-len", answer.workload.context_tokens);
  words.add("--gpu-memory-utilization", share_text(memory::utilization_of(engine)));
  const Ranks ranks = ranks_of(answer, engine.tensor_parallel_size, engine.pipeline_parallel_size);
  words.add("--tensor-parallel-size", ranks.tensor);
  words.add_unless("--pipeline-parallel-size", ranks.pipeline, 1);
  words.add_if("--max-num-seqs", engine.max_num_seqs);
  words.add_if("--max-num-batched-tokens", engine.max_num_batched_tokens);
  words.add_if("--kv-cache-dtype", kv_cache_dtype(answer.workload.cache_type_k));
  words.add_unless("--block-size", engine.block_size, usual.block_size);
  words.add_flag("--enforce-eager", engine.enforce_eager);
  words.add_flag("--language-model-only", engine.language_model_only);
  if (engine.max_loras != 0) {
    words.add_flag("--enable-lora", true);
    words.add("--max-loras", engine.max_loras);
    words.add("--max-lora-rank", engine.max_lora_rank);
  }
  if (engine.num_speculative_tokens != 0) {
    words.add("--speculative-config", R"({"method":"mtp","num_speculative_tokens":)" +
                                          std::to_string(engine.num_speculative_tokens) + "}");
  }
}

}  // namespace

Launch launch_vllm(const EstimateAnswer& answer, const memory::Vllm& engine) {
  auto [reference, launch] = hub_source(answer, made_while_loading);
  if (answer.model.source == model::ModelSource::gguf) {
    launch.notes.push_back({MessageId::note_launch_gguf_plugin, {}});
  }
  Words words{{"vllm", "serve", reference}};
  add_quantisation(words, answer);
  add_options(words, answer, engine);
  LaunchCommand command{LaunchStep::serve, {}, std::move(words).take()};
  if (engine.flashinfer_sampler) {
    command.environment.emplace_back("VLLM_USE_FLASHINFER_SAMPLER", "1");
  }
  launch.commands.push_back(std::move(command));
  return launch;
}

}  // namespace vramcalc::advise
