#include "report/verify_settings.h"

#include <initializer_list>
#include <string>
#include <variant>

#include "report/engine_json.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

// Of an engine's options those that its logs print or that decide what they measure.
struct AddEngine {
  Json& json;

  void operator()(const memory::LlamaCpp& engine) const {
    add(engine, {"batch_size", "ubatch_size"});
    json["flash_attention"] = engine.flash_attention;
    add(engine, {"kv_unified", "gpu_layers", "n_cpu_moe", "override_tensor"});
    json["all_logits"] = engine.all_logits;
  }

  // What is null hangs on the release or the card, and is among the assumptions.
  void operator()(const memory::Vllm& engine) const {
    add(engine, {"release", "gpu_memory_utilization", "max_num_seqs", "max_num_batched_tokens",
                 "tensor_parallel_size", "pipeline_parallel_size", "block_size", "enforce_eager"});
  }

  void operator()(const memory::Sglang& engine) const {
    add(engine, {"mem_fraction_static", "chunked_prefill_size", "tp_size", "pp_size", "page_size",
                 "disable_cuda_graph"});
  }

  // Their logs are not read.
  template <typename Other>
  void operator()(const Other& /*engine*/) const {}

 private:
  void add(const memory::Engine& engine, std::initializer_list<const char*> names) const {
    const Json options = engine_options_json(engine);
    for (const char* name : names) {
      json[name] = options.at(name);
    }
  }
};

}  // namespace

Json verified_settings_json(const advise::LoggedRun& run) {
  const memory::Workload& workload = run.question.workload;
  Json json;
  json["context_tokens"] = workload.context_tokens;
  json["parallel"] = workload.parallel;
  json["cache_type_k"] = id_of(workload.cache_type_k);
  json["cache_type_v"] = id_of(workload.cache_type_v);
  std::visit(AddEngine{json}, run.question.engine);
  json["gpus"] = run.gpus.size();
  return json;
}

}  // namespace vramcalc::report
