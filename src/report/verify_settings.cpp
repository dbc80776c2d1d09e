#include "report/verify_settings.h"

#include <optional>
#include <string>
#include <variant>

#include "report/names.h"

namespace vramcalc::report {
namespace {

Json share_json(const std::optional<Ratio>& share) {
  return share ? Json(share->value()) : Json(nullptr);
}

struct AddEngine {
  Json& json;

  void operator()(const memory::LlamaCpp& engine) const {
    json["batch_size"] = engine.batch_size;
    json["ubatch_size"] = engine.ubatch_size;
    json["flash_attention"] = engine.flash_attention;
    json["kv_unified"] = engine.kv_unified;
    json["gpu_layers"] = json_or_null(engine.gpu_layers);
    json["n_cpu_moe"] = engine.n_cpu_moe;
    json["all_logits"] = engine.all_logits;
  }

  // What is null hangs on the release or the card, and is among the assumptions.
  void operator()(const memory::Vllm& engine) const {
    json["release"] = std::to_string(engine.release.major_number) + "." +
                      std::to_string(engine.release.minor_number);
    json["gpu_memory_utilization"] = share_json(engine.gpu_memory_utilization);
    json["max_num_seqs"] = json_or_null(engine.max_num_seqs);
    json["max_num_batched_tokens"] = json_or_null(engine.max_num_batched_tokens);
    json["tensor_parallel_size"] = json_or_null(engine.tensor_parallel_size);
    json["pipeline_parallel_size"] = json_or_null(engine.pipeline_parallel_size);
    json["block_size"] = engine.block_size;
    json["enforce_eager"] = engine.enforce_eager;
  }

  void operator()(const memory::Sglang& engine) const {
    json["mem_fraction_static"] = share_json(engine.mem_fraction_static);
    json["chunked_prefill_size"] = json_or_null(engine.chunked_prefill_size);
    json["tp_size"] = json_or_null(engine.tp_size);
    json["pp_size"] = json_or_null(engine.pp_size);
    json["page_size"] = engine.page_size;
    json["disable_cuda_graph"] = engine.disable_cuda_graph;
  }

  // Their logs are not read.
  template <typename Other>
  void operator()(const Other& /*engine*/) const {}
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
