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
    json["override_tensor"] = Json::array();
    for (const memory::TensorOverride& moved : engine.override_tensor) {
      json["override_tensor"].push_back({{"pattern", moved.pattern}, {"buffer", moved.buffer}});
    }
    json["kv_offload"] = engine.kv_offload;
    json["kv_unified"] = engine.kv_unified;
    json["swa_full"] = engine.swa_full;
    json["draft_mtp_tokens"] = engine.draft_mtp_tokens;
    json["cache_ram_mib"] = engine.cache_ram_mib;
    json["ctx_checkpoints"] = engine.context_checkpoints;
    return json;
  }

  // What an engine chooses by the card is among the assumptions.
  Json operator()(const memory::Vllm& engine) const {
    Json json;
    json["release"] = memory::text_of(engine.release);
    json["gpu_memory_utilization"] = share_json(engine.gpu_memory_utilization);
    json["max_num_seqs"] = json_or_null(engine.max_num_seqs);
    json["max_num_batched_tokens"] = json_or_null(engine.max_num_batched_tokens);
    json["tensor_parallel_size"] = json_or_null(engine.tensor_parallel_size);
    json["pipeline_parallel_size"] = json_or_null(engine.pipeline_parallel_size);
    json["block_size"] = engine.block_size;
    json["enforce_eager"] = engine.enforce_eager;
    json["flashinfer_sampler"] = engine.flashinfer_sampler;
    json["language_model_only"] = engine.language_model_only;
    json["max_loras"] = engine.max_loras;
    json["max_lora_rank"] = engine.max_lora_rank;
    json["num_speculative_tokens"] = engine.num_speculative_tokens;
    return json;
  }

  Json operator()(const memory::Sglang& engine) const {
    Json json;
    json["mem_fraction_static"] = share_json(engine.mem_fraction_static);
    json["chunked_prefill_size"] = json_or_null(engine.chunked_prefill_size);
    json["cuda_graph_max_bs"] = json_or_null(engine.cuda_graph_max_bs);
    json["tp_size"] = json_or_null(engine.tp_size);
    json["pp_size"] = json_or_null(engine.pp_size);
    json["page_size"] = engine.page_size;
    json["disable_cuda_graph"] = engine.disable_cuda_graph;
    json["speculative_num_draft_tokens"] = engine.num_speculative_tokens;
    return json;
  }

  Json operator()(const memory::TensorRtLlm& engine) const {
    Json json;
    json["kv_cache_free_gpu_memory_fraction"] = engine.kv_cache_free_gpu_memory_fraction.value();
    json["max_num_tokens"] = engine.max_num_tokens;
    json["tokens_per_block"] = engine.tokens_per_block;
    json["tp_size"] = json_or_null(engine.tp_size);
    json["pp_size"] = json_or_null(engine.pp_size);
    return json;
  }

  Json operator()(const memory::Transformers& engine) const {
    return {{"attn_implementation", memory::id_of(engine.attn_implementation)},
            {"all_logits", engine.all_logits}};
  }

  Json operator()(const memory::ExllamaV3& engine) const {
    return {{"cache_size", json_or_null(engine.cache_size)},
            {"chunk_size", engine.chunk_size},
            {"cache_bits_k", engine.cache_bits_k},
            {"cache_bits_v", engine.cache_bits_v}};
  }

  Json operator()(const memory::Mlx& engine) const {
    return {{"max_kv_size", json_or_null(engine.max_kv_size)},
            {"kv_bits", engine.kv_bits},
            {"kv_group_size", engine.kv_group_size},
            {"prefill_step_size", engine.prefill_step_size}};
  }

 private:
  static Json share_json(const std::optional<Ratio>& share) {
    return share ? Json(share->value()) : Json(nullptr);
  }
};

}  // namespace

Json workload_json(const advise::EstimateAnswer& answer) {
  const memory::Workload& workload = answer.workload;
  const bool is_placed = answer.estimate.is_placed;
  Json json;
  json["context_tokens"] = is_placed ? Json(workload.context_tokens) : Json(nullptr);
  json["parallel"] = is_placed ? workload.parallel : 1;
  json["cache_type_k"] = is_placed ? Json(id_of(workload.cache_type_k)) : Json(nullptr);
  json["cache_type_v"] = is_placed ? Json(id_of(workload.cache_type_v)) : Json(nullptr);
  return json;
}

Json engine_options_json(const advise::EstimateAnswer& answer) {
  return answer.estimate.is_placed ? engine_options_json(answer.engine) : Json(nullptr);
}

Json engine_options_json(const memory::Engine& engine) {
  return std::visit(OptionsJson{}, engine);
}

Json capacity_json(const std::optional<memory::CacheCapacity>& capacity) {
  Json json;
  json["kv_capacity_tokens"] = capacity ? Json(capacity->tokens) : Json(nullptr);
  json["kv_capacity_low_tokens"] = capacity ? Json(capacity->low_tokens) : Json(nullptr);
  json["kv_capacity_high_tokens"] = capacity ? Json(capacity->high_tokens) : Json(nullptr);
  json["max_concurrency"] =
      capacity ? Json(rounded_share(capacity->max_concurrency)) : Json(nullptr);
  return json;
}

Json engine_summary_json(const advise::EstimateAnswer& answer) {
  Json json;
  json["engine"] = memory::id_of(answer.engine);
  json["precision"] = answer.format.precision.id;
  json["bits_per_weight"] = rounded_share(answer.bits_per_weight);
  json["weights_bytes"] = answer.estimate.weights.count();
  json["kv_cache_bytes"] = answer.kv_cache.count();
  json["total_bytes"] = answer.total.expected.count();
  json["total_low_bytes"] = answer.total.low.count();
  json["total_high_bytes"] = answer.total.high.count();
  json["host_bytes"] = answer.host.count();
  json["kv_bytes_per_token"] = json_or_null(answer.kv_bytes_per_token);
  json.update(capacity_json(answer.estimate.capacity));
  json["verdict"] = answer.verdict ? Json(id_of(*answer.verdict)) : Json(nullptr);
  json["room"] = answer.room ? room_json(*answer.room) : Json(nullptr);
  json["assumptions"] = json_of(answer.assumptions);
  return json;
}

Json devices_json(const std::vector<advise::DeviceFit>& devices,
                  const std::optional<advise::HostFit>& host) {
  Json list = json_of(devices);
  if (host) {
    list.push_back({{"device", memory::name_of(memory::host_device)},
                    {"gpu", nullptr},
                    {"total_bytes", host->needed.count()},
                    {"usable_bytes", host->usable.count()},
                    {"driver_bytes", 0},
                    {"in_use_bytes", nullptr},
                    {"verdict", id_of(host->verdict)}});
  }
  return list;
}

Json answer_summary_json(const advise::EstimateAnswer& answer) {
  Json json;
  json["model"] = json_of(answer.model);
  json["method"] = id_of(answer.estimate.method);
  json["workload"] = workload_json(answer);
  json["engine_options"] = engine_options_json(answer);
  json.update(engine_summary_json(answer));
  if (!answer.estimate.is_placed) {
    json["kv_cache_bytes"] = nullptr;
    json["host_bytes"] = nullptr;
  }
  return json;
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
