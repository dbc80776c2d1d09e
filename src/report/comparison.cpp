// `estimate --precision all`: one row a precision, one column a kind of card.
#include <fmt/format.h>

#include "report/estimate.h"
#include "report/names.h"
#include "report/remarks.h"

namespace vramcalc::report {
namespace {

// "2", "tight 2", "no": how many cards it takes; "1 → 2" where somebody asked about one.
Cell cards_cell(const advise::KindFit& kind, bool rig_is_named) {
  const advise::Fit& fit = kind.answer();
  const std::string cards = rig_is_named && fit.cards != kind.named
                                ? fmt::format("{} → {}", kind.named, fit.cards)
                                : std::to_string(fit.cards);
  switch (fit.verdict) {
    case advise::Verdict::fits:
      return {cards, Tone::good};
    case advise::Verdict::tight:
      return {fmt::format("{} {}", label(MessageId::label_tight), cards), Tone::caution};
    case advise::Verdict::no:
      break;
  }
  return {label(MessageId::label_no), Tone::bad};
}

// A row of the table has room for this many kinds of cards.
constexpr std::size_t most_columns = 5;

}  // namespace

Document comparison_document(const std::vector<advise::EstimateAnswer>& answers, ByteUnit unit) {
  const advise::EstimateAnswer& first = answers.front();
  Document document;
  document.emplace_back(Headline{
      first.model.name,
      render({MessageId::text_precisions, {{"count", std::uint64_t{answers.size()}}}}),
      first.estimate.is_placed ? engine_text(first) : label(label_of(first.estimate.method)),
      {}});
  Table table;
  table.columns = {{label(MessageId::label_precision)},
                   {label(MessageId::label_bits), Align::right, 2},
                   {label(MessageId::label_weights), Align::right, 1},
                   {label(MessageId::label_total), Align::right}};
  const std::size_t kinds = std::min(first.kinds.size(), most_columns);
  for (std::size_t i = 0; i < kinds; ++i) {
    std::string name = card_name(first.kinds[i].answer().gpu);
    table.columns.push_back({name.substr(0, name.rfind(' ', name.rfind(' ') - 1)), Align::right});
  }
  Bytes largest;
  for (const advise::EstimateAnswer& answer : answers) {
    largest = std::max(largest, answer.total.expected);
  }
  const auto size = [&](Bytes bytes) {
    return number_text(bytes, unit, decimals_for(largest, unit)) + " " +
           std::string{unit_name(unit)};
  };
  for (const advise::EstimateAnswer& answer : answers) {
    std::vector<Cell> row{{answer.format.precision.id},
                          {fmt::format("{:.2f}", answer.bits_per_weight)},
                          {size(answer.estimate.weights)},
                          {size(answer.total.expected)}};
    for (std::size_t i = 0; i < kinds; ++i) {
      row.push_back(cards_cell(answer.kinds[i], answer.verdict.has_value()));
    }
    table.rows.push_back(std::move(row));
  }
  document.emplace_back(std::move(table));
  document.emplace_back(Remark{label(MessageId::note_comparison_cells), Tone::dim});
  add_warnings(document, first.warnings);
  add_assumptions(document, first.assumptions);
  return document;
}

}  // namespace vramcalc::report
