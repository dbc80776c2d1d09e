#include <vramcalc/core/spelling.h>

#include "report/engine_json.h"
#include "report/names.h"
#include "report/versus.h"

namespace vramcalc::report {
namespace {

Json side_json(const std::vector<std::string>& words, const advise::EstimateAnswer& answer) {
  Json json;
  json["arguments"] = Json::array();
  for (const std::string& word : words) {
    json["arguments"].push_back(printable(word, word.size()));
  }
  json.update(answer_summary_json(answer));
  json["warnings"] = json_of(answer.warnings);
  return json;
}

Json device_json(const std::optional<memory::Device>& device) {
  return device ? Json(memory::name_of(*device)) : Json(nullptr);
}

Json components_json(const std::vector<advise::ComponentChange>& components) {
  Json list = Json::array();
  for (const advise::ComponentChange& component : components) {
    list.push_back({{"component", id_of(component.component)},
                    {"device", device_json(component.device)},
                    {"base_bytes", component.bytes.before.count()},
                    {"other_bytes", component.bytes.after.count()},
                    {"difference_bytes", component.bytes.difference()}});
  }
  return list;
}

Json moved_json(const std::vector<advise::ComponentChange>& components) {
  Json list = Json::array();
  for (const advise::ComponentChange& component : components) {
    list.push_back({{"component", id_of(component.component)},
                    {"device", device_json(component.device)},
                    {"difference_bytes", component.bytes.difference()}});
  }
  return list;
}

Json value_json(const advise::Change& change) {
  return json_or_null(std::string_view{printable(change.value, change.value.size())});
}

// The last of the changes is what made the others possible.
Json step_json(const advise::VersusStep& step) {
  Json json;
  json["option"] = step.changes.back().option;
  json["value"] = value_json(step.changes.back());
  Json together = Json::array();
  for (std::size_t i = 0; i + 1 < step.changes.size(); ++i) {
    together.push_back(
        {{"option", step.changes[i].option}, {"value", value_json(step.changes[i])}});
  }
  json["together_with"] = std::move(together);
  json["difference_bytes"] = step.total.difference();
  json["host_difference_bytes"] = step.host.difference();
  json["components"] = moved_json(step.components);
  return json;
}

}  // namespace

Json versus_json(const Versus& versus) {
  const advise::VersusAnswer& answer = versus.answer;
  Json json = document_of("vramcalc.versus");
  json["base"] = side_json(versus.base_words, answer.base);
  json["other"] = side_json(versus.other_words, answer.other);
  json["difference_bytes"] = answer.total.difference();
  json["host_difference_bytes"] = answer.host.difference();
  json["components"] = components_json(answer.components);
  Json steps = Json::array();
  for (const advise::VersusStep& step : answer.steps) {
    steps.push_back(step_json(step));
  }
  json["steps"] = std::move(steps);
  json["assumptions"] = json_of(answer.assumptions);
  json["warnings"] = json_of(answer.warnings);
  return json;
}

}  // namespace vramcalc::report
