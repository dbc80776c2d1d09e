#include "report/names.h"
#include "report/recommend.h"
#include "report/speed.h"

namespace vramcalc::report {
namespace {

Json needs_json(const std::vector<advise::Need>& all) {
  Json needs = Json::array();
  for (const advise::Need& need : all) {
    needs.push_back({{"precision", need.format.precision.id},
                     {"weights_bytes", need.estimate.weights.count()},
                     {"total_bytes", need.total.expected.count()},
                     {"total_low_bytes", need.total.low.count()},
                     {"total_high_bytes", need.total.high.count()}});
  }
  return needs;
}

Json limits_json(const advise::Limits& limits) {
  Json json;
  json["budget_usd"] = json_or_null(limits.budget_usd);
  json["max_power_watts"] = json_or_null(limits.max_power_watts);
  json["min_cards"] = limits.fewest_cards;
  json["max_cards"] = limits.most_cards;
  json["segment"] = limits.segment ? Json(id_of(*limits.segment)) : Json(nullptr);
  json["vendor"] = limits.vendor ? Json(id_of(*limits.vendor)) : Json(nullptr);
  json["headroom"] = rounded_share(limits.headroom);
  json["circuit_watts"] = json_or_null(limits.circuit_watts);
  json["supply_watts"] = json_or_null(limits.supply_watts);
  json["slots"] = json_or_null(limits.slots);
  json["min_tokens_per_second"] = json_or_null(limits.min_tokens_per_second);
  json["mixed"] = limits.mixed;
  return json;
}

Json cost_json(const RecommendAnswer& answer, const advise::Pick& pick) {
  const auto electricity = answer.usd_per_kwh
                               ? advise::running_cost(pick, *answer.usd_per_kwh, answer.hours_a_day)
                               : std::nullopt;
  const auto rent = advise::rental(pick);
  Json json;
  json["electricity_per_month_usd"] =
      electricity ? Json(rounded_share(electricity->usd_per_month)) : Json(nullptr);
  json["electricity_per_million_tokens_usd"] =
      electricity && electricity->usd_per_million_tokens
          ? Json(rounded_share(*electricity->usd_per_million_tokens))
          : Json(nullptr);
  json["rent_per_hour_usd"] = rent ? Json(rounded_share(rent->usd_per_hour)) : Json(nullptr);
  json["rent_per_million_tokens_usd"] = rent && rent->usd_per_million_tokens
                                            ? Json(rounded_share(*rent->usd_per_million_tokens))
                                            : Json(nullptr);
  return json;
}

Json pick_json(const RecommendAnswer& answer, const advise::Pick& pick) {
  Json json;
  Json titles = Json::array();
  for (const advise::Title title : pick.titles) {
    titles.push_back(id_of(title));
  }
  json["titles"] = std::move(titles);
  json["why"] = render(pick.why);
  json["gpu"] = pick.fit.gpu.id;
  json["name"] = pick.fit.gpu.name;
  json["cards"] = pick.fit.cards;
  json["rig"] = json_of(pick.rig);
  json["precision"] = pick.format.precision.id;
  json["verdict"] = id_of(pick.fit.verdict);
  json["per_card_bytes"] = pick.fit.per_card.count();
  json["usable_per_card_bytes"] = pick.fit.usable_per_card.count();
  json["utilization"] = rounded_share(pick.fit.utilization);
  json["free_bytes"] = pick.free.count();
  json["price_usd"] = json_or_null(pick.price_usd);
  json["price_as_of"] = json_or_null(hardware::price_as_of(pick.fit.gpu));
  json["board_power_watts"] = json_or_null(pick.board_power_watts);
  json["speed"] = speed_json(pick.speed);
  json["undominated"] = pick.is_undominated;
  json["cost"] = cost_json(answer, pick);
  json["ram"] = pick.fit.ram ? json_of(*pick.fit.ram) : Json(nullptr);
  json["psu"] =
      pick.fit.power && pick.fit.power->supply ? json_of(*pick.fit.power->supply) : Json(nullptr);
  json["sustained_watts"] = pick.fit.power ? Json(pick.fit.power->sustained_watts) : Json(nullptr);
  json["transient_watts"] = pick.fit.power ? Json(pick.fit.power->transient_watts) : Json(nullptr);
  json["wall_watts"] = pick.fit.power ? Json(pick.fit.power->wall_watts) : Json(nullptr);
  json["power_connectors"] = json_or_null(pick.fit.gpu.power_connectors);
  json["warnings"] = pick.fit.power ? json_of(pick.fit.power->warnings) : Json::array();
  return json;
}

}  // namespace

Json json(const RecommendAnswer& answer) {
  Json json = document_of("vramcalc.recommend");
  json["model"] = json_of(answer.request.model);
  json["method"] = id_of(answer.recommendation.needs.front().estimate.method);
  json["engine"] = memory::id_of(answer.request.engine);
  json["overhead_factor"] = answer.overhead.value();
  json["use"] = answer.use != nullptr ? Json(answer.use->id) : Json(nullptr);
  json["needs"] = needs_json(answer.recommendation.needs);
  json["limits"] = limits_json(answer.request.limits);
  Json picks = Json::array();
  for (const advise::Pick& pick : answer.recommendation.picks) {
    picks.push_back(pick_json(answer, pick));
  }
  json["picks"] = std::move(picks);
  json["notes"] = json_of(answer.recommendation.notes);
  json["assumptions"] = json_of(answer.assumptions);
  json["warnings"] = json_of(answer.warnings);
  return json;
}

}  // namespace vramcalc::report
