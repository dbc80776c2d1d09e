#include "report/estimate.h"

#include "report/engine_json.h"
#include "report/explain.h"
#include "report/names.h"
#include "report/speed.h"

namespace vramcalc::report {
namespace {

Json items_json(const memory::Estimate& estimate, bool with_terms) {
  Json items = Json::array();
  for (const memory::LineItem& item : estimate.items) {
    Json& entry = items.emplace_back(Json::object());
    entry["component"] = id_of(item.component);
    entry["device"] = memory::name_of(item.device);
    entry["bytes"] = item.expected.count();
    entry["low_bytes"] = item.low.count();
    entry["high_bytes"] = item.high.count();
    entry["basis"] = id_of(item.basis);
    entry["formula"] = item.formula;
    explain(entry, item, with_terms);
  }
  return items;
}

void add_totals(Json& json, const advise::EstimateAnswer& answer) {
  const bool is_placed = answer.estimate.is_placed;
  json["weights_bytes"] = answer.estimate.weights.count();
  json["kv_cache_bytes"] = is_placed ? Json(answer.kv_cache.count()) : Json(nullptr);
  json["total_bytes"] = answer.total.expected.count();
  json["total_low_bytes"] = answer.total.low.count();
  json["total_high_bytes"] = answer.total.high.count();
  json["host_bytes"] = is_placed ? Json(answer.host.count()) : Json(nullptr);
  json["kv_bytes_per_token"] = json_or_null(answer.kv_bytes_per_token);
  json.update(capacity_json(answer.estimate.capacity));
}

void add_verdict(Json& json, const advise::EstimateAnswer& answer) {
  if (answer.verdict) {
    json["verdict"] = id_of(*answer.verdict);
    json["devices"] = devices_json(answer.devices, answer.host_fit);
  }
}

}  // namespace

Json json(const advise::EstimateAnswer& answer, const EstimateDetails& details) {
  Json json = document_of("vramcalc.estimate");
  json["model"] = json_of(answer.model);
  json["precision"] = answer.format.precision.id;
  json["bytes_per_parameter"] = answer.format.precision.bytes_per_parameter.value();
  json["bits_per_weight"] = rounded_share(answer.bits_per_weight);
  json["method"] = id_of(answer.estimate.method);
  json["engine"] = memory::id_of(answer.engine);
  json["overhead_factor"] = answer.overhead.value();
  json["workload"] = workload_json(answer);
  json["engine_options"] = engine_options_json(answer);
  json["rule"] = {{"weights_bytes", answer.rule.weights.count()},
                  {"total_bytes", memory::total(answer.rule).expected.count()}};
  add_totals(json, answer);
  json["items"] = items_json(answer.estimate, details.explain);
  add_verdict(json, answer);
  if (answer.verdict) {
    json["ram"] = answer.ram ? json_of(*answer.ram) : Json(nullptr);
    json["psu"] =
        answer.power && answer.power->supply ? json_of(*answer.power->supply) : Json(nullptr);
    json["room"] = answer.room ? room_json(*answer.room) : Json(nullptr);
    json["speed"] = speed_json(answer.speed);
  }
  json["fits"] = json_of(answer.kinds);
  json["assumptions"] = json_of(answer.assumptions);
  std::vector<Text> warnings = answer.warnings;
  if (answer.power) {
    warnings.insert(warnings.end(), answer.power->warnings.begin(), answer.power->warnings.end());
  }
  json["warnings"] = json_of(warnings);
  return json;
}

Json comparison_json(const std::vector<advise::EstimateAnswer>& answers) {
  Json json = document_of("vramcalc.comparison");
  json["model"] = json_of(answers.front().model);
  json["method"] = id_of(answers.front().estimate.method);
  json["engine"] = memory::id_of(answers.front().engine);
  json["workload"] = workload_json(answers.front());
  json["overhead_factor"] = answers.front().overhead.value();
  Json list = Json::array();
  for (const advise::EstimateAnswer& answer : answers) {
    Json entry;
    entry["precision"] = answer.format.precision.id;
    entry["bytes_per_parameter"] = answer.format.precision.bytes_per_parameter.value();
    entry["bits_per_weight"] = rounded_share(answer.bits_per_weight);
    entry["weights_bytes"] = answer.estimate.weights.count();
    entry["total_bytes"] = answer.total.expected.count();
    entry["total_low_bytes"] = answer.total.low.count();
    entry["total_high_bytes"] = answer.total.high.count();
    add_verdict(entry, answer);
    entry["fits"] = json_of(answer.kinds);
    list.push_back(std::move(entry));
  }
  json["precisions"] = std::move(list);
  json["assumptions"] = json_of(answers.front().assumptions);
  json["warnings"] = json_of(answers.front().warnings);
  return json;
}

}  // namespace vramcalc::report
