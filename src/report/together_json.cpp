#include "report/engine_json.h"
#include "report/names.h"
#include "report/together.h"

namespace vramcalc::report {
namespace {

Json model_json(const advise::SetModel& model) {
  Json json;
  json["name"] = model.name;
  json.update(answer_summary_json(model.answer));
  // Both are of all models together.
  json.erase("verdict");
  json.erase("room");
  Json devices = Json::array();
  for (std::size_t card = 0; card < model.cards.size(); ++card) {
    const advise::ModelOnCard& on_card = model.cards[card];
    devices.push_back(
        {{"device", memory::name_of({static_cast<std::uint32_t>(card)})},
         {"total_bytes", on_card.holds.expected.count()},
         {"total_low_bytes", on_card.holds.low.count()},
         {"total_high_bytes", on_card.holds.high.count()},
         {"weights_bytes", on_card.weights.count()},
         {"kv_cache_bytes",
          model.answer.estimate.is_placed ? Json(on_card.cache.count()) : Json(nullptr)},
         {"driver_bytes", on_card.driver.expected.count()}});
  }
  json["devices"] = std::move(devices);
  return json;
}

Json name_of(const advise::SetAnswer& answer, const std::optional<std::size_t>& model) {
  return model ? Json(answer.models[*model].name) : Json(nullptr);
}

Json assumptions_json(const advise::SetAnswer& answer) {
  Json list = Json::array();
  for (const auto& [model, assumption] : answer.assumptions) {
    list.push_back({{"model", name_of(answer, model)},
                    {"option", assumption.option},
                    {"value", assumption.value},
                    {"why", render(assumption.why)}});
  }
  return list;
}

Json warnings_json(const advise::SetAnswer& answer) {
  std::vector<Text> warnings = warnings_of(answer);
  if (answer.power) {
    warnings.insert(warnings.end(), answer.power->warnings.begin(), answer.power->warnings.end());
  }
  return json_of(warnings);
}

}  // namespace

Json set_json(const advise::SetAnswer& answer) {
  Json json = document_of("vramcalc.set");
  Json models = Json::array();
  for (const advise::SetModel& model : answer.models) {
    models.push_back(model_json(model));
  }
  json["models"] = std::move(models);
  json["total_bytes"] = answer.total.expected.count();
  json["total_low_bytes"] = answer.total.low.count();
  json["total_high_bytes"] = answer.total.high.count();
  json["host_bytes"] = answer.host.count();
  if (answer.verdict) {
    json["verdict"] = id_of(*answer.verdict);
    json["devices"] = devices_json(answer.devices, answer.host_fit);
    json["ram"] = answer.ram ? json_of(*answer.ram) : Json(nullptr);
    json["psu"] =
        answer.power && answer.power->supply ? json_of(*answer.power->supply) : Json(nullptr);
  }
  json["fits"] = json_of(answer.kinds);
  json["assumptions"] = assumptions_json(answer);
  json["warnings"] = warnings_json(answer);
  return json;
}

}  // namespace vramcalc::report
