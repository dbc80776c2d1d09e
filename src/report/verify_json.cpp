#include <cmath>

#include "report/names.h"
#include "report/verify.h"
#include "report/verify_settings.h"

namespace vramcalc::report {
namespace {

using memory::Component;
using memory::EngineLog;

Json error_json(const std::optional<Bytes>& measured, Bytes estimated) {
  const std::optional<double> error =
      measured && estimated > Bytes{} ? advise::error_of(*measured, estimated) : std::nullopt;
  return error ? Json(rounded_share(*error)) : Json(nullptr);
}

Json items_json(const advise::Verification& answer) {
  Json list = Json::array();
  for (const advise::VerifiedItem& item : answer.items) {
    Json json;
    json["device"] = memory::name_of(item.device);
    json["component"] = id_of(item.component);
    json["log_devices"] = item.logged_devices;
    json["measured_bytes"] = item.measured ? Json(item.measured->count()) : Json(nullptr);
    json["resolution_bytes"] = item.measured ? Json(item.resolution.count()) : Json(nullptr);
    json["estimated_bytes"] = item.estimated.count();
    json["error"] = item.is_compared ? error_json(item.measured, item.estimated) : Json(nullptr);
    json["compared"] = item.is_compared;
    list.push_back(std::move(json));
  }
  return list;
}

Json total_json(const advise::VerifiedTotal& total) {
  Json json;
  json["device"] = total.device ? Json(memory::name_of(*total.device)) : Json(nullptr);
  json["measured_bytes"] = total.measured.count();
  json["estimated_bytes"] = total.estimated.count();
  json["error"] = error_json(total.measured, total.estimated);
  return json;
}

Json capacity_json(const std::optional<advise::VerifiedCapacity>& capacity) {
  if (!capacity) {
    return nullptr;
  }
  const std::optional<double> error =
      advise::error_of(Bytes{capacity->measured}, Bytes{capacity->estimated});
  Json json;
  json["measured_tokens"] = capacity->measured;
  json["estimated_tokens"] = capacity->estimated;
  json["low_tokens"] = capacity->low;
  json["high_tokens"] = capacity->high;
  json["error"] = error && capacity->estimated > 0 ? Json(rounded_share(*error)) : Json(nullptr);
  return json;
}

double mebibytes(Bytes bytes) {
  return std::round(fraction(bytes, mebibyte) * 100) / 100;
}

// {"CUDA0": 4403.49, "CPU_Mapped": [38043.66, 25271.75]}: a list where a device has several.
Json measured_json(const EngineLog& log, Component component) {
  Json devices = Json::object();
  for (const memory::Reading& reading : log.readings) {
    if (reading.component != component || reading.with_state) {
      continue;
    }
    const double size = mebibytes(reading.bytes);
    Json& place = devices[reading.device];
    if (place.is_null()) {
      place = size;
    } else if (place.is_array()) {
      place.push_back(size);
    } else {
      place = Json::array({place, size});
    }
  }
  return devices.empty() ? Json(nullptr) : devices;
}

Json switch_json(const std::optional<bool>& value, const char* on, const char* off) {
  return value ? Json(*value ? on : off) : Json(nullptr);
}

Json gpu_names(const EngineLog& log) {
  Json list = Json::array();
  for (const memory::LoggedGpu& gpu : log.gpus) {
    if (!gpu.name.empty()) {
      list.push_back(gpu.name);
    }
  }
  return list.empty() ? Json(nullptr) : list;
}

}  // namespace

Json accuracy_row(const advise::Verification& answer) {
  const EngineLog& log = answer.log;
  const memory::LoggedSettings& settings = log.settings;
  Json row;
  row["engine"] = log.engine;
  row["build"] = json_or_null(log.build);
  row["model"] = answer.run.question.model.name;
  row["quant"] = json_or_null(log.model.file_type);
  row["n_ctx"] = json_or_null(settings.context_tokens);
  row["n_ubatch"] = json_or_null(settings.ubatch_size);
  row["n_seq"] = json_or_null(settings.sequences);
  row["type_k"] = json_or_null(settings.cache_type_k);
  row["type_v"] = json_or_null(settings.cache_type_v);
  row["flash_attn"] = switch_json(settings.flash_attention, "enabled", "disabled");
  row["kv_unified"] = switch_json(settings.kv_unified, "true", "false");
  row["ngl_offloaded"] = settings.gpu_layers && settings.offloadable_layers
                             ? Json(std::to_string(*settings.gpu_layers) + "/" +
                                    std::to_string(*settings.offloadable_layers))
                             : Json(nullptr);
  row["gpus"] = gpu_names(log);
  Json measured;
  measured["weights_mib"] = measured_json(log, Component::weights);
  measured["kv_mib"] = measured_json(log, Component::kv_cache);
  measured["rs_mib"] = measured_json(log, Component::recurrent_state);
  measured["compute_mib"] = measured_json(log, Component::compute);
  measured["output_mib"] = measured_json(log, Component::output);
  row["measured"] = std::move(measured);
  return row;
}

Json json(const advise::Verification& answer) {
  Json json = document_of("vramcalc.verification");
  json["engine"] = answer.log.engine;
  json["build"] = json_or_null(answer.log.build);
  json["model"] = json_of(answer.run.question.model);
  json["precision"] = answer.run.question.format.precision.id;
  json["settings"] = verified_settings_json(answer.run);
  json["out_of_memory"] = answer.log.out_of_memory;
  json["items"] = items_json(answer);
  Json totals = Json::array();
  for (const advise::VerifiedTotal& total : answer.devices) {
    totals.push_back(total_json(total));
  }
  json["totals"] = std::move(totals);
  json["total"] = total_json(answer.gpus);
  json["kv_capacity"] = capacity_json(answer.capacity);
  json["row"] = advise::is_server(answer.log) ? Json(nullptr) : accuracy_row(answer);
  json["assumptions"] = json_of(answer.assumptions);
  json["warnings"] = json_of(answer.warnings);
  return json;
}

}  // namespace vramcalc::report
