#include "report/together.h"

#include "report/estimate.h"
#include "report/fit_tables.h"
#include "report/remarks.h"
#include "report/shell_word.h"
#include "report/together_tables.h"

namespace vramcalc::report {
namespace {

using advise::SetAnswer;

// More cards than this get a row each.
constexpr std::size_t most_blocks = 4;

Text of_model(const SetAnswer& answer, std::size_t model, const std::string& text) {
  return {MessageId::text_of_model, {{"model", answer.models[model].name}, {"text", text}}};
}

void add_cards(Document& document, const SetAnswer& answer, const SetTables& tables) {
  if (answer.devices.size() > most_blocks) {
    document.emplace_back(tables.rows_of_cards());
    return;
  }
  for (std::size_t card = 0; card < answer.devices.size(); ++card) {
    document.emplace_back(tables.heading(card));
    document.emplace_back(tables.lines(card));
  }
}

// The cards that hold them where none are named, or where those that are do not.
void add_set_fits(Document& document, const SetAnswer& answer, ByteUnit unit) {
  add_host_fit(document, answer.host_fit);
  if (answer.verdict.value_or(advise::Verdict::no) == advise::Verdict::no) {
    if (answer.kinds.size() > 1 && answer.verdict) {
      document.emplace_back(Remark{label(MessageId::text_one_kind)});
    }
    document.emplace_back(fits_table(answer.kinds, answer.verdict.has_value(), unit));
  }
  if (answer.verdict) {
    add_named_machine(document, *answer.verdict, answer.kinds, answer.ram, answer.power);
  } else {
    add_power_remarks(document, answer.kinds);
  }
}

void add_remarks(Document& document, const SetAnswer& answer) {
  add_warnings(document, warnings_of(answer));
  std::vector<Assumption> assumptions;
  for (const auto& [model, assumption] : answer.assumptions) {
    assumptions.push_back(assumption);
    if (model) {
      assumptions.back().option = render(of_model(answer, *model, assumption.option));
    }
  }
  add_assumptions(document, assumptions);
}

}  // namespace

std::vector<Text> warnings_of(const SetAnswer& answer) {
  std::vector<Text> warnings;
  for (const auto& [model, text] : answer.warnings) {
    warnings.push_back(model ? of_model(answer, *model, render(text)) : text);
  }
  return warnings;
}

Document set_document(const Set& set, ByteUnit unit) {
  const SetAnswer& answer = set.answer;
  const SetTables tables{answer, unit};
  Document document;
  document.emplace_back(
      Headline{render({MessageId::text_models, {{"count", std::uint64_t{answer.models.size()}}}}),
               size_text(answer.total.expected, unit), interval_text(answer.total, unit),
               verdict_on_rig(answer.verdict, named_rig(answer.kinds))});
  document.emplace_back(tables.models());
  if (answer.verdict) {
    document.emplace_back(Remark{label(MessageId::note_models_order), Tone::dim});
    add_cards(document, answer, tables);
  }
  add_set_fits(document, answer, unit);
  add_remarks(document, answer);
  document.emplace_back(Remark{label(MessageId::note_next_model)});
  document.emplace_back(
      Remark{shell_command(estimate_words(set.first_words)), Tone::plain, true, true});
  return document;
}

}  // namespace vramcalc::report
