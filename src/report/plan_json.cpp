#include <algorithm>
#include <string>
#include <string_view>

#include <vramcalc/core/utf8.h>

#include "report/engine_json.h"
#include "report/estimate.h"
#include "report/launch_script.h"
#include "report/names.h"
#include "report/plan.h"
#include "report/speed.h"
#include "report/timeline.h"

namespace vramcalc::report {
namespace {

// JSON has no way to say what is not UTF-8; the text beside it does.
std::string as_utf8(std::string_view word) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  std::string text;
  while (!word.empty()) {
    const std::size_t bytes = first_character(word).bytes;
    text += bytes == 0 ? replacement : word.substr(0, bytes);
    word.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return text;
}

Json command_json(const advise::LaunchCommand& command) {
  Json environment = Json::object();
  for (const auto& [name, value] : command.environment) {
    environment[name] = value;
  }
  Json words = Json::array();
  for (const std::string& word : command.words) {
    words.push_back(as_utf8(word));
  }
  return {{"step", id_of(command.step)},
          {"environment", std::move(environment)},
          {"words", std::move(words)},
          {"text", command_text(command)}};
}

Json launch_json(const advise::Plan& plan) {
  Json files = Json::array();
  for (const advise::LaunchFile& file : plan.launch.files) {
    files.push_back({{"name", file.name}, {"text", file.text}});
  }
  Json commands = Json::array();
  for (const advise::LaunchCommand& command : plan.launch.commands) {
    commands.push_back(command_json(command));
  }
  Json json;
  json["files"] = std::move(files);
  json["commands"] = std::move(commands);
  json["notes"] = json_of(plan.launch.notes);
  const std::string script = launch_script(plan, ByteUnit::gib);
  json["script"] = script.empty() ? Json(nullptr) : Json(script);
  return json;
}

Json plan_json(const advise::Plan& plan, bool for_rows) {
  const advise::EstimateAnswer& answer = plan.answer;
  Json json = engine_summary_json(answer);
  json["program"] = program_name(plan.answer.engine);
  json["workload"] = workload_json(answer);
  json["engine_options"] = engine_options_json(answer);
  json["devices"] = devices_json(answer.devices, answer.host_fit);
  json["decisions"] = json_of(plan.decisions);
  json["speed"] = speed_json(answer.speed);
  json["uses_host"] = plan.host.is_any();
  json["download_bytes"] = plan.launch.download.count();
  json["disk_bytes"] = plan.launch.disk.count();
  if (!for_rows) {
    json["launch"] = answer.verdict == advise::Verdict::no ? Json(nullptr) : launch_json(plan);
  }
  json["warnings"] = json_of(answer.warnings);
  return json;
}

}  // namespace

Json json(const PlanAnswer& answer, bool for_rows) {
  const advise::EstimateAnswer& leading = answer.plans[answer.leading].answer;
  Json json = document_of("vramcalc.plan");
  json["model"] = json_of(leading.model);
  json["verdict"] = id_of(*leading.verdict);
  json["leading"] = program_name(leading.engine);
  Json plans = Json::array();
  for (const advise::Plan& plan : answer.plans) {
    plans.push_back(plan_json(plan, for_rows));
  }
  json["plans"] = std::move(plans);
  json["left_out"] = left_out_json(answer.left_out);
  json["ram"] = leading.ram ? json_of(*leading.ram) : Json(nullptr);
  json["psu"] =
      leading.power && leading.power->supply ? json_of(*leading.power->supply) : Json(nullptr);
  json["timeline"] = answer.timeline ? timeline_json(*answer.timeline) : Json(nullptr);
  json["assumptions"] = json_of(answer.assumptions);
  return json;
}

}  // namespace vramcalc::report
