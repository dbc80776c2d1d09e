#include "report/what_fits.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include <vramcalc/core/quantity.h>

#include "report/names.h"
#include "report/quality.h"
#include "report/remarks.h"
#include "report/shell_word.h"
#include "report/speed.h"

namespace vramcalc::report {
namespace {

using advise::FittingModel;

constexpr double plain_bits = 16;

std::span<const FittingModel> shown(const WhatFitsAnswer& answer) {
  const auto& models = answer.found.models;
  return {models.data(), std::min(models.size(), answer.most_rows)};
}

std::string quality_of(const FittingModel& model) {
  return model.bits_per_weight >= plain_bits ? "0"
                                             : quality_text(model::find_quality(model.format));
}

Table models_table(const WhatFitsAnswer& answer, ByteUnit unit) {
  Table table;
  table.columns = {{.header = label(MessageId::label_model_column), .elides = true},
                   {label(MessageId::label_parameters), Align::right, 3},
                   {label(MessageId::label_precision)},
                   {label(MessageId::label_bits_short), Align::right, 4},
                   {label(MessageId::label_quality), Align::right, 2},
                   {label(MessageId::label_takes), Align::right},
                   {label(MessageId::label_longest_context), Align::right},
                   {label(MessageId::label_tokens_per_second), Align::right}};
  Bytes largest;
  for (const FittingModel& model : shown(answer)) {
    largest = std::max(largest, model.total);
  }
  const int decimals = decimals_for(largest, unit);
  for (const FittingModel& model : shown(answer)) {
    const std::string mark = model.experts_in_ram ? " *" : "";
    table.rows.push_back({{model.model.id},
                          {count_text(model.model.parameters)},
                          {format_name(model.format) + mark},
                          {decimal_text(model.bits_per_weight, 1)},
                          {quality_of(model)},
                          {column_size(model.total, unit, decimals)},
                          {tokens_up_to(model.longest_context_tokens)},
                          {model.speed ? speed_text(model.speed->decode.expected) : "–"}});
  }
  return table;
}

Headline headline(const WhatFitsAnswer& answer) {
  const std::uint64_t count = answer.found.models.size();
  const std::string rig = rig_name(answer.request.machine.rig);
  const Fields fields{
      {"count", count}, {"all", std::uint64_t{answer.request.models.size()}}, {"rig", rig}};
  return {rig,
          render({count > 0 ? MessageId::text_fit_count : MessageId::text_fit_none, fields}),
          program_name(answer.request.engine),
          {}};
}

void add_dim(Document& document, Text text) {
  document.emplace_back(Remark{render(text), Tone::dim});
}

void add_notes(Document& document, const WhatFitsAnswer& answer) {
  const advise::WhatFits& found = answer.found;
  add_dim(document, {MessageId::note_fit_best,
                     {{"tokens", tokens_text(answer.request.workload.context_tokens)}}});
  const bool in_ram = std::any_of(found.models.begin(), found.models.end(),
                                  [](const FittingModel& model) { return model.experts_in_ram; });
  if (in_ram) {
    add_dim(document, {MessageId::note_fit_experts, {}});
  }
  if (found.models.size() > answer.most_rows) {
    add_dim(document, {MessageId::note_more_models,
                       {{"count", std::uint64_t{found.models.size() - answer.most_rows}}}});
  }
  if (found.refused > 0) {
    add_dim(document,
            {MessageId::note_fit_left_out,
             {{"count", found.refused}, {"engine", program_name(answer.request.engine)}}});
  }
  if (found.too_slow > 0) {
    add_dim(document, {MessageId::note_fit_too_slow,
                       {{"count", found.too_slow},
                        {"rate", speed_text(*answer.request.min_tokens_per_second)}}});
  }
}

void add_unlocks(Document& document, const WhatFitsAnswer& answer) {
  const advise::WhatFits& found = answer.found;
  std::vector<std::string> lines;
  if (found.one_more_card) {
    const std::string name = card_name(answer.request.machine.rig.kinds.front().gpu);
    const advise::Unlocks& card = *found.one_more_card;
    const Fields fields{
        {"name", name}, {"count", card.more}, {"better", card.better}, {"largest", card.largest}};
    lines.push_back(render({card.more > 0     ? MessageId::text_unlocks_card
                            : card.better > 0 ? MessageId::text_unlocks_better
                                              : MessageId::text_unlocks_nothing,
                            fields}));
  }
  if (found.more_ram) {
    lines.push_back(
        render({MessageId::text_unlocks_ram,
                {{"size", fmt::format("{} GB", found.more_ram->count() / gibibyte.count())},
                 {"count", found.with_more_ram.more},
                 {"largest", found.with_more_ram.largest}}}));
  }
  for (const std::string& line : lines) {
    document.emplace_back(Remark{line, Tone::plain, false, &line != lines.data()});
  }
}

std::vector<std::string> plan_words(const WhatFitsAnswer& answer) {
  std::vector<std::string> words{"vramcalc", "plan", answer.found.models.front().model.argument};
  const std::vector<std::string> rig = rig_words(answer.request.machine.rig);
  words.insert(words.end(), rig.begin(), rig.end());
  words.insert(words.end(), {"--engine", program_name(answer.request.engine)});
  return words;
}

}  // namespace

Document document(const WhatFitsAnswer& answer, ByteUnit unit) {
  Document document;
  document.emplace_back(headline(answer));
  if (!answer.found.models.empty()) {
    document.emplace_back(models_table(answer, unit));
    add_notes(document, answer);
  }
  add_unlocks(document, answer);
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  if (!answer.found.models.empty()) {
    document.emplace_back(Remark{label(MessageId::note_next_plan)});
    document.emplace_back(Remark{shell_command(plan_words(answer)), Tone::plain, true, true});
  }
  return document;
}

}  // namespace vramcalc::report
