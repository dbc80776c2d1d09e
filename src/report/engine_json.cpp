#include "report/engine_json.h"

#include "report/names.h"

namespace vramcalc::report {
namespace {

struct OptionsJson {
  Json operator()(const memory::Generic& /*engine*/) const { return nullptr; }

  Json operator()(const memory::LlamaCpp& engine) const {
    Json json;
    json["program"] = memory::id_of(engine.program);
    json["backend"] = memory::id_of(engine.backend);
    json["batch_size"] = engine.batch_size;
    json["ubatch_size"] = engine.ubatch_size;
    json["flash_attn"] = engine.flash_attention;
    json["gpu_layers"] = json_or_null(engine.gpu_layers);
    json["split_mode"] = memory::id_of(engine.split_mode);
    json["tensor_split"] = engine.tensor_split;
    json["n_cpu_moe"] = engine.n_cpu_moe;
    json["kv_offload"] = engine.kv_offload;
    json["kv_unified"] = engine.kv_unified;
    json["swa_full"] = engine.swa_full;
    json["draft_mtp_tokens"] = engine.draft_mtp_tokens;
    json["cache_ram_mib"] = engine.cache_ram_mib;
    json["ctx_checkpoints"] = engine.context_checkpoints;
    return json;
  }
};

}  // namespace

Json workload_json(const advise::EstimateAnswer& answer) {
  const memory::Workload& workload = answer.workload;
  if (!answer.estimate.is_placed) {
    return {{"context_tokens", nullptr},
            {"parallel", 1},
            {"cache_type_k", nullptr},
            {"cache_type_v", nullptr}};
  }
  return {{"context_tokens", workload.context_tokens},
          {"parallel", workload.parallel},
          {"cache_type_k", id_of(workload.cache_type_k)},
          {"cache_type_v", id_of(workload.cache_type_v)}};
}

Json engine_options_json(const advise::EstimateAnswer& answer) {
  return answer.estimate.is_placed ? std::visit(OptionsJson{}, answer.engine) : Json(nullptr);
}

Json room_json(const advise::Room& room) {
  Json json;
  json["longest_context_tokens"] = json_or_null(room.longest_context_tokens);
  json["max_parallel"] = json_or_null(room.most_parallel);
  json["best_precision"] = room.best_format ? Json(room.best_format->precision.id) : Json(nullptr);
  json["reserve_bytes"] = room.reserve.count();
  return json;
}

}  // namespace vramcalc::report
