#include "report/versus.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/estimate.h"
#include "report/fit_tables.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/shell_word.h"
#include "report/versus_figures.h"

namespace vramcalc::report {
namespace {

using advise::BytesChange;
using advise::ComponentChange;
using advise::EstimateAnswer;

// More GPUs than this are summed.
constexpr std::size_t most_gpus_shown = 2;

std::string device_name(const std::optional<memory::Device>& device) {
  return !device             ? label(MessageId::label_all_gpus)
         : device->is_host() ? label(MessageId::label_ram)
                             : memory::name_of(*device);
}

std::string from_to(const std::string& before, const std::string& after) {
  return before == after
             ? before
             : render({MessageId::text_from_to, {{"before", before}, {"after", after}}});
}

hardware::Rig rig_of(const EstimateAnswer& answer) {
  return named_rig(answer.kinds);
}

Cell verdicts(const advise::VersusAnswer& answer) {
  const auto word = [](const EstimateAnswer& side) {
    return side.verdict ? label(label_of(*side.verdict)) : std::string{"–"};
  };
  if (!answer.base.verdict && !answer.other.verdict) {
    return {};
  }
  return {from_to(word(answer.base), word(answer.other)),
          answer.other.verdict ? tone_of(*answer.other.verdict) : Tone::plain};
}

void add_side(Document& document, MessageId sentence, const EstimateAnswer& side, bool attached) {
  const std::string verdict = verdict_on_rig(side.verdict, rig_of(side)).text;
  const std::string text =
      verdict.empty() ? question_text(side) : fmt::format("{}: {}", question_text(side), verdict);
  document.emplace_back(Remark{render({sentence, {{"text", text}}}), Tone::plain, false, attached});
}

std::vector<Cell> row(const std::string& name, const std::string& device, const BytesChange& bytes,
                      const VersusFigures& figures, Tone tone) {
  const bool is_same = bytes.before == bytes.after;
  return {{name, tone},
          {device, tone},
          {figures.size(bytes.before), tone},
          {figures.size(bytes.after), tone},
          {is_same ? "–" : figures.difference(bytes), is_same ? Tone::dim : Tone::strong}};
}

const std::vector<ComponentChange>& shown_components(const advise::VersusAnswer& answer) {
  std::set<memory::Device> gpus;
  for (const ComponentChange& component : answer.components) {
    if (component.device && !component.device->is_host()) {
      gpus.insert(*component.device);
    }
  }
  return gpus.size() > most_gpus_shown ? answer.summed : answer.components;
}

Table components_table(const advise::VersusAnswer& answer, const VersusFigures& figures) {
  Table table;
  table.columns = {{label(MessageId::label_memory_of)},
                   {label(MessageId::label_device)},
                   {label(MessageId::label_before), Align::right},
                   {label(MessageId::label_after), Align::right},
                   {label(MessageId::label_difference), Align::right}};
  for (const ComponentChange& component : shown_components(answer)) {
    table.rows.push_back(row(label(label_of(component.component)), device_name(component.device),
                             component.bytes, figures, Tone::plain));
  }
  table.rows.push_back(row(label(MessageId::label_total), label(MessageId::label_all_gpus),
                           answer.total, figures, Tone::strong));
  if (answer.host.before > Bytes{} || answer.host.after > Bytes{}) {
    table.rows.push_back(row(label(MessageId::label_total), label(MessageId::label_ram),
                             answer.host, figures, Tone::strong));
  }
  return table;
}

// "--context 32k".
std::string change_text(const advise::Change& change) {
  return change.value.empty() ? change.option
                              : fmt::format("{} {}", change.option, shell_word(change.value));
}

// "KV cache +3.00, compute +0.02, prompt cache (RAM) +1.00".
std::string moved_text(const advise::VersusStep& step, const VersusFigures& figures) {
  std::string text;
  for (const ComponentChange& component : step.summed) {
    const std::string where =
        component.device ? fmt::format(" ({})", device_name(component.device)) : std::string{};
    text += fmt::format("{}{}{} {}", text.empty() ? "" : ", ", label(label_of(component.component)),
                        where, figures.bare_difference(component.bytes));
  }
  return text.empty() ? "–" : text;
}

void add_steps(Document& document, const advise::VersusAnswer& answer,
               const VersusFigures& figures) {
  Table table;
  table.columns = {{label(MessageId::label_change)},
                   {label(MessageId::label_difference), Align::right},
                   {.header = label(MessageId::label_of_which), .wraps = true}};
  for (const advise::VersusStep& step : answer.steps) {
    for (std::size_t i = 0; i + 1 < step.changes.size(); ++i) {
      table.rows.push_back({{change_text(step.changes[i])}, {}, {}});
    }
    table.rows.push_back({{change_text(step.changes.back())},
                          {figures.difference(step.total), Tone::strong},
                          {moved_text(step, figures), Tone::dim}});
  }
  document.emplace_back(std::move(table));
  if (answer.steps.size() > 1) {
    document.emplace_back(Remark{label(MessageId::note_versus_order), Tone::dim});
  }
  if (std::any_of(answer.steps.begin(), answer.steps.end(),
                  [](const advise::VersusStep& step) { return step.changes.size() > 1; })) {
    document.emplace_back(
        Remark{label(MessageId::note_versus_together), Tone::dim, false, answer.steps.size() > 1});
  }
  if (std::all_of(answer.steps.begin(), answer.steps.end(),
                  [](const advise::VersusStep& step) { return step.components.empty(); })) {
    document.emplace_back(Remark{label(MessageId::note_versus_same)});
  }
}

}  // namespace

Document versus_document(const Versus& versus, ByteUnit unit) {
  const advise::VersusAnswer& answer = versus.answer;
  const VersusFigures figures{answer, unit};
  Document document;
  document.emplace_back(Headline{
      from_to(answer.base.model.name, answer.other.model.name),
      from_to(figures.size(answer.total.before), figures.size(answer.total.after)),
      answer.total.before == answer.total.after ? std::string{} : figures.difference(answer.total),
      verdicts(answer)});
  add_side(document, MessageId::text_before, answer.base, false);
  add_side(document, MessageId::text_after, answer.other, true);
  document.emplace_back(components_table(answer, figures));
  add_steps(document, answer, figures);
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  document.emplace_back(Remark{label(MessageId::note_next_versus)});
  document.emplace_back(
      Remark{shell_command(estimate_words(versus.other_words)), Tone::plain, true, true});
  return document;
}

}  // namespace vramcalc::report
