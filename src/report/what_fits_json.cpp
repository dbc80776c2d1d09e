#include "report/engine_json.h"
#include "report/names.h"
#include "report/quality.h"
#include "report/speed.h"
#include "report/what_fits.h"

namespace vramcalc::report {
namespace {

Json model_json(const advise::FittingModel& fitting) {
  Json json;
  json["model"] = json_of(fitting.model);
  json["precision"] = fitting.format.precision.id;
  json["bits_per_weight"] = rounded_share(fitting.bits_per_weight);
  json["total_bytes"] = fitting.total.count();
  json["longest_context_tokens"] = fitting.longest_context_tokens;
  json["experts_in_ram"] = fitting.experts_in_ram;
  json["speed"] = speed_json(fitting.speed);
  json["quality"] = quality_json(model::find_quality(fitting.format));
  return json;
}

Json unlocks_json(const advise::Unlocks& unlocks) {
  return {{"models", unlocks.more},
          {"better", unlocks.better},
          {"largest", json_or_null(unlocks.largest)}};
}

Json more_ram_json(const advise::WhatFits& found) {
  if (!found.more_ram) {
    return nullptr;
  }
  Json json = unlocks_json(found.with_more_ram);
  json["ram_bytes"] = found.more_ram->count();
  return json;
}

}  // namespace

Json json(const WhatFitsAnswer& answer) {
  Json json = document_of("vramcalc.fit");
  json["engine"] = memory::id_of(answer.request.engine);
  json["rig"] = json_of(answer.request.machine.rig);
  json["context_tokens"] = answer.request.workload.context_tokens;
  json["parallel"] = answer.request.workload.parallel;
  json["least_bits"] = answer.request.least_bits;
  json["considered"] = answer.request.models.size();
  json["refused"] = answer.found.refused;
  json["too_slow"] = answer.found.too_slow;
  Json models = Json::array();
  for (const advise::FittingModel& model : answer.found.models) {
    models.push_back(model_json(model));
  }
  json["models"] = std::move(models);
  json["one_more_card"] =
      answer.found.one_more_card ? unlocks_json(*answer.found.one_more_card) : Json(nullptr);
  json["more_ram"] = more_ram_json(answer.found);
  json["assumptions"] = json_of(answer.assumptions);
  json["warnings"] = json_of(answer.warnings);
  return json;
}

}  // namespace vramcalc::report
