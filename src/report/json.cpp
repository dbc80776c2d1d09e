#include "report/json.h"

#include <cmath>

#include <vramcalc/hardware/power_supply.h>

#include "report/names.h"

namespace vramcalc::report {
namespace {

constexpr std::size_t most_fields = 48;  // of a document, at its top

Json json_of(const advise::Fit& fit) {
  Json json;
  json["gpu"] = fit.gpu.id;
  json["name"] = fit.gpu.name;
  json["cards"] = fit.cards;
  json["verdict"] = id_of(fit.verdict);
  json["per_card_bytes"] = fit.per_card.count();
  json["usable_per_card_bytes"] = fit.usable_per_card.count();
  json["utilization"] = rounded_share(fit.utilization);
  json["ram"] = fit.ram ? report::json_of(*fit.ram) : Json(nullptr);
  const bool has_supply = fit.power && fit.power->supply;
  json["psu"] = has_supply ? report::json_of(*fit.power->supply) : Json(nullptr);
  json["sustained_watts"] = fit.power ? Json(fit.power->sustained_watts) : Json(nullptr);
  json["transient_watts"] = fit.power ? Json(fit.power->transient_watts) : Json(nullptr);
  json["wall_watts"] = fit.power ? Json(fit.power->wall_watts) : Json(nullptr);
  json["power_connectors"] = json_or_null(fit.gpu.power_connectors);
  json["warnings"] = fit.power ? report::json_of(fit.power->warnings) : Json::array();
  return json;
}

}  // namespace

Json document_of(std::string_view schema) {
  Json json = Json::object();
  json.get_ref<Json::object_t&>().reserve(most_fields);
  json["schema"] = schema;
  json["schema_version"] = 1;
  json["vramcalc_version"] = VRAMCALC_VERSION;
  return json;
}

double rounded_share(double fraction) {
  return std::round(fraction * 10'000) / 10'000;
}

Json json_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(const model::Model& model) {
  Json json;
  json["name"] = model.name;
  json["id"] = json_or_null(model.id);
  json["source"] = id_of(model.source);
  json["architecture"] = json_or_null(model.architecture);
  json["parameters"] = model.parameters;
  json["active_parameters"] = json_or_null(model.active_parameters);
  json["mtp_parameters"] = json_or_null(model.mtp_parameters);
  json["vision_parameters"] = json_or_null(model.vision_parameters);
  json["layers"] = json_or_null(model.layers);
  json["max_context_tokens"] = json_or_null(model.max_context_tokens);
  return json;
}

Json json_of(const hardware::Rig& rig) {
  Json list = Json::array();
  for (const hardware::RigCards& kind : rig.kinds) {
    list.push_back({{"gpu", kind.gpu.id}, {"cards", kind.count}});
  }
  return list;
}

Json json_of(const hardware::SystemMemory& ram) {
  Json json;
  json["minimum_bytes"] = ram.minimum.count();
  json["recommended_bytes"] = ram.recommended.count();
  json["ecc"] = ram.ecc;
  return json;
}

Json json_of(const hardware::PowerSupply& supply) {
  Json json;
  json["minimum_watts"] = supply.minimum_watts;
  json["recommended_watts"] = supply.recommended_watts;
  json["units"] = supply.units;
  json["pre_atx3_watts"] = supply.older_watts;
  return json;
}

Json json_of(const std::vector<Assumption>& assumptions) {
  Json list = Json::array();
  for (const Assumption& assumption : assumptions) {
    Json& json = list.emplace_back(Json::object());
    json["option"] = assumption.option;
    json["value"] = assumption.value;
    json["why"] = render(assumption.why);
  }
  return list;
}

Json json_of(const std::vector<Text>& sentences) {
  Json list = Json::array();
  for (const Text& sentence : sentences) {
    list.push_back(render(sentence));
  }
  return list;
}

Json json_of(const std::vector<advise::KindFit>& kinds) {
  Json list = Json::array();
  for (const advise::KindFit& kind : kinds) {
    for (const advise::Fit& fit : kind.rows) {
      list.push_back(json_of(fit));
    }
  }
  return list;
}

Json json_of(const std::vector<advise::DeviceFit>& devices) {
  Json list = Json::array();
  for (const advise::DeviceFit& device : devices) {
    Json& json = list.emplace_back(Json::object());
    json["device"] = device.device;
    json["gpu"] = device.gpu.id;
    json["total_bytes"] = device.total.count();
    json["usable_bytes"] = device.usable.count();
    json["driver_bytes"] = device.driver.count();
    json["in_use_bytes"] = device.in_use ? Json(device.in_use->count()) : Json(nullptr);
    json["verdict"] = id_of(device.verdict);
  }
  return list;
}

Json left_out_json(const std::vector<std::pair<std::string, std::string>>& engines_and_reasons) {
  Json list = Json::array();
  for (const auto& [engine, reason] : engines_and_reasons) {
    list.push_back({{"engine", engine}, {"reason", reason}});
  }
  return list;
}

}  // namespace vramcalc::report
