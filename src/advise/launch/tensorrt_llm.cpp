// trtllm-serve: https://github.com/NVIDIA/TensorRT-LLM, tensorrt_llm/commands/serve.py; the type of
// the cache has no option of its own and stands in a file.
#include <string>

#include "advise/launch/engines.h"
#include "advise/launch/servers.h"
#include "advise/launch/weights_source.h"
#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

bool is_fp8(model::StorageType type) {
  return type == model::StorageType::f8_e4m3 || type == model::StorageType::f8_e5m2;
}

}  // namespace

Launch launch_tensorrt_llm(const EstimateAnswer& answer, const memory::TensorRtLlm& engine) {
  auto [reference, launch] = hub_source(answer, {});
  Words words{{"trtllm-serve", reference}};
  words.add("--max_seq_len", answer.workload.context_tokens);
  words.add("--max_num_tokens", engine.max_num_tokens);
  words.add("--kv_cache_free_gpu_memory_fraction",
            share_text(engine.kv_cache_free_gpu_memory_fraction));
  const Ranks ranks = ranks_of(answer, engine.tp_size, engine.pp_size);
  words.add("--tp_size", ranks.tensor);
  words.add_unless("--pp_size", ranks.pipeline, 1);
  if (is_fp8(answer.workload.cache_type_k)) {
    launch.files.push_back({"options.yaml", "kv_cache_config:\n  dtype: fp8\n"});
    words.add("--extra_llm_api_options", "options.yaml");
  }
  launch.commands.push_back({LaunchStep::serve, {}, std::move(words).take()});
  return launch;
}

}  // namespace vramcalc::advise
