#include "report/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/device_blocks.h"
#include "report/estimate.h"
#include "report/fit_tables.h"
#include "report/launch_script.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/room_text.h"
#include "report/shell_word.h"
#include "report/speed.h"
#include "report/timeline.h"

namespace vramcalc::report {
namespace {

using advise::EstimateAnswer;
using advise::Plan;
using advise::Verdict;

std::string context_text(const EstimateAnswer& answer) {
  return answer.estimate.is_placed
             ? fmt::format("{} × {}", tokens_text(answer.workload.context_tokens),
                           answer.workload.parallel)
             : "–";
}

// "40 of 65 layers", "experts of 20 layers": what computes in RAM or comes from there.
std::string offload_text(const advise::HostPart& host) {
  if (!host.is_any()) {
    return "–";
  }
  if (host.layers == 0 && host.expert_layers == 0) {
    return label(MessageId::label_cache);
  }
  if (host.layers == 0) {
    return render({MessageId::text_host_experts, {{"count", host.expert_layers}}});
  }
  return render({host.expert_layers == 0 ? MessageId::text_host_layers
                                         : MessageId::text_host_experts_and_layers,
                 {{"count", host.layers}, {"layers", host.all_layers}}});
}

std::string dash_or(const std::optional<std::uint64_t>& tokens) {
  return tokens ? tokens_up_to(*tokens) : "–";
}

std::string size_cell(Bytes size, ByteUnit unit, int decimals) {
  return fmt::format("{} {}", number_text(size, unit, decimals), unit_name(unit));
}

Table engines_table(const PlanAnswer& answer, ByteUnit unit) {
  Table table;
  table.columns = {{label(MessageId::label_engine)},
                   {label(MessageId::label_precision)},
                   {label(MessageId::label_context), Align::right},
                   {label(MessageId::label_offload), Align::left, 1},
                   {label(MessageId::label_takes), Align::right},
                   {label(MessageId::label_longest), Align::right, 2},
                   {label(MessageId::label_at_once), Align::right, 3},
                   {label(MessageId::label_tokens_per_second), Align::right, 2},
                   {label(MessageId::label_verdict)}};
  Bytes largest;
  for (const Plan& plan : answer.plans) {
    largest = std::max(largest, plan.answer.total.expected);
  }
  const int decimals = decimals_for(largest, unit);
  for (const Plan& plan : answer.plans) {
    const EstimateAnswer& found = plan.answer;
    const bool leads = &plan == &answer.plans[answer.leading] && answer.plans.size() > 1;
    table.rows.push_back(
        {{program_name(plan.answer.engine), leads ? Tone::strong : Tone::plain},
         {format_name(found.format)},
         {context_text(found)},
         {offload_text(plan.host)},
         {size_cell(found.total.expected, unit, decimals)},
         {found.room ? dash_or(found.room->longest_context_tokens) : "–"},
         {found.room && found.room->most_parallel ? std::to_string(*found.room->most_parallel)
                                                  : "–"},
         {found.speed ? speed_text(found.speed->decode.expected) : "–"},
         {label(label_of(*found.verdict)), tone_of(*found.verdict)}});
  }
  return table;
}

Headline headline(const Plan& plan, ByteUnit unit) {
  const EstimateAnswer& answer = plan.answer;
  const bool holds = answer.verdict != Verdict::no;
  const std::string subject =
      answer.estimate.is_placed
          ? fmt::format("{} · {} · {} · {}", answer.model.name, format_name(answer.format),
                        program_name(plan.answer.engine), context_text(answer))
          : fmt::format("{} · {} · {}", answer.model.name, format_name(answer.format),
                        program_name(plan.answer.engine));
  return {subject,
          size_text(answer.total.expected, unit),
          interval_text(answer.total, unit),
          {render({holds ? MessageId::text_verdict_on : MessageId::text_plan_none,
                   {{"verdict", label_of(*answer.verdict)},
                    {"rig", rig_name(named_rig(answer.kinds))}}}),
           tone_of(*answer.verdict)}};
}

// The cards of a size, of which nobody knows what lies where.
void add_cards(Document& document, const EstimateAnswer& answer, ByteUnit unit) {
  if (answer.estimate.is_placed) {
    add_devices(document, answer, unit);
  } else {
    add_device_rows(document, answer, unit);
  }
}

void add_decisions(Document& document, const Plan& plan) {
  bool attached = false;
  for (const Assumption& decision : plan.decisions) {
    document.emplace_back(Remark{render({MessageId::text_decided,
                                         {{"option", decision.option},
                                          {"value", decision.value},
                                          {"why", render(decision.why)}}}),
                                 Tone::plain, false, attached});
    attached = true;
  }
}

void add_start(Document& document, const Plan& plan, ByteUnit unit) {
  document.emplace_back(Remark{render({MessageId::text_plan_files,
                                       {{"download", size_text(plan.launch.download, unit)},
                                        {"disk", size_text(plan.launch.disk, unit)}}})});
  for (const Text& note : plan.launch.notes) {
    document.emplace_back(
        Remark{render(note), Tone::caution, false, &note != plan.launch.notes.data()});
  }
  if (const std::string script = launch_script(plan, unit); !script.empty()) {
    document.emplace_back(Remark{label(MessageId::note_plan_start)});
    document.emplace_back(Listing{script, "sh"});
  }
}

void add_next_step(Document& document, const PlanAnswer& answer) {
  const Plan& leading = answer.plans[answer.leading];
  if (leading.answer.verdict == Verdict::no) {
    document.emplace_back(Remark{
        render({MessageId::note_plan_none, {{"rig", rig_name(named_rig(leading.answer.kinds))}}})});
    document.emplace_back(
        Remark{shell_command({"vramcalc", "recommend", leading.answer.model.argument}), Tone::plain,
               true, true});
    return;
  }
  const auto other = std::find_if(answer.plans.begin(), answer.plans.end(), [&](const Plan& plan) {
    return &plan != &leading && plan.answer.verdict != Verdict::no;
  });
  std::vector<std::string> words{"vramcalc", "plan", leading.answer.model.argument};
  const std::vector<std::string> rig = rig_words(named_rig(leading.answer.kinds));
  words.insert(words.end(), rig.begin(), rig.end());
  if (other != answer.plans.end()) {
    words.insert(words.end(), {"--engine", program_name(other->answer.engine)});
    document.emplace_back(Remark{label(MessageId::note_plan_other)});
  } else if (!answer.timeline) {
    words.insert(words.end(), {"--engine", program_name(leading.answer.engine), "--timeline"});
    document.emplace_back(Remark{label(MessageId::note_plan_loading)});
  } else {
    return;
  }
  document.emplace_back(Remark{shell_command(words), Tone::plain, true, true});
}

}  // namespace

Document document(const PlanAnswer& answer, ByteUnit unit) {
  const Plan& leading = answer.plans[answer.leading];
  Document document;
  document.emplace_back(headline(leading, unit));
  if (answer.plans.size() > 1) {
    document.emplace_back(engines_table(answer, unit));
    document.emplace_back(Remark{label(MessageId::note_plan_columns), Tone::dim});
  }
  for (const auto& [engine, reason] : answer.left_out) {
    document.emplace_back(Remark{render({MessageId::note_engine_left_out,
                                         {{"reason", fmt::format("{}: {}", engine, reason)}}}),
                                 Tone::caution, false, engine != answer.left_out.front().first});
  }
  add_cards(document, leading.answer, unit);
  add_host_fit(document, leading.answer.host_fit);
  add_speed(document, leading.answer.speed);
  add_decisions(document, leading);
  if (const std::string room = room_text(leading.answer); !room.empty()) {
    document.emplace_back(Remark{room});
  }
  if (leading.answer.verdict != Verdict::no) {
    add_start(document, leading, unit);
  }
  if (answer.timeline) {
    add_timeline(document, *answer.timeline, unit);
  }
  add_warnings(document, leading.answer.warnings);
  std::vector<Assumption> assumptions = answer.assumptions;
  assumptions.insert(assumptions.end(), leading.answer.assumptions.begin(),
                     leading.answer.assumptions.end());
  add_assumptions(document, assumptions);
  add_next_step(document, answer);
  return document;
}

}  // namespace vramcalc::report
