#include "report/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/estimate.h"
#include "report/machine.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/shell_word.h"

namespace vramcalc::report {
namespace {

constexpr std::size_t most_rows = 12;
constexpr std::size_t most_reasons = 6;

// "16.9 GB at int8, 8.45 GB at int4".
std::string needs_text(const RecommendAnswer& answer, ByteUnit unit) {
  std::string text;
  for (const advise::Need& need : answer.recommendation.needs) {
    text += text.empty() ? "" : ", ";
    text += render({MessageId::text_size_at_precision,
                    {{"size", need.total.expected}, {"precision", need.format.precision.id}}},
                   {.unit = unit});
  }
  return text;
}

std::string titles_text(const advise::Pick& pick) {
  std::string text;
  for (const advise::Title title : pick.titles) {
    text += text.empty() ? "" : ", ";
    text += label(label_of(title));
  }
  return text;
}

std::string price_text(const advise::Pick& pick) {
  return pick.price_usd ? "$" + grouped_text(*pick.price_usd) : "–";
}

std::string watts_text(const advise::Pick& pick) {
  return pick.board_power_watts ? fmt::format("{} W", *pick.board_power_watts) : "–";
}

std::span<const advise::Pick> shown_picks(const RecommendAnswer& answer) {
  const std::vector<advise::Pick>& picks = answer.recommendation.picks;
  return {picks.data(), std::min(picks.size(), most_rows)};
}

Table picks_table(const RecommendAnswer& answer) {
  Table table;
  table.columns = {{.header = label(MessageId::label_rig), .elides = true},
                   {label(MessageId::label_precision)},
                   {"", Align::left, 4, true},
                   {label(MessageId::label_load), Align::right},
                   {label(MessageId::label_verdict), Align::left, 2},
                   {label(MessageId::label_board_power), Align::right, 3},
                   {label(MessageId::label_ram), Align::right},
                   {label(MessageId::label_psu), Align::right},
                   {label(MessageId::label_price), Align::right}};
  for (const advise::Pick& pick : shown_picks(answer)) {
    const Tone tone = pick.fit.verdict == advise::Verdict::fits ? Tone::good : Tone::caution;
    table.rows.push_back({{cards_name(pick.fit.gpu, pick.fit.cards),
                           pick.titles.empty() ? Tone::plain : Tone::strong},
                          {pick.format.precision.id},
                          {"", tone, pick.fit.utilization},
                          {percent_text(pick.fit.utilization)},
                          {label(label_of(pick.fit.verdict)), tone},
                          {watts_text(pick)},
                          {ram_cell(pick.fit.ram)},
                          {supply_cell(pick.fit.gpu, pick.fit.power)},
                          {price_text(pick)}});
  }
  return table;
}

Table reasons_table(const RecommendAnswer& answer, ByteUnit unit) {
  Table table;
  table.has_header = false;
  table.columns = {{.header = "", .elides = true}, {.header = "", .wraps = true}};
  // Every rig of a short list; of a long one those that lead in something.
  const bool all = answer.recommendation.picks.size() <= most_reasons;
  for (const advise::Pick& pick : answer.recommendation.picks) {
    if (all || !pick.titles.empty()) {
      const std::string titles = titles_text(pick);
      table.rows.push_back(
          {{cards_name(pick.fit.gpu, pick.fit.cards), Tone::strong},
           {(titles.empty() ? "" : titles + ": ") + render(pick.why, {.unit = unit})}});
    }
  }
  return table;
}

bool any_consumer_set(const RecommendAnswer& answer) {
  const auto picks = shown_picks(answer);
  return std::any_of(picks.begin(), picks.end(), [](const advise::Pick& pick) {
    return pick.fit.cards > 1 && pick.fit.gpu.segment == hardware::Segment::consumer;
  });
}

bool any_price(const RecommendAnswer& answer) {
  const auto picks = shown_picks(answer);
  return std::any_of(picks.begin(), picks.end(),
                     [](const advise::Pick& pick) { return pick.price_usd.has_value(); });
}

// Adam on 16-bit weights: 2 + 2 + 4 + 8 bytes (weights, gradients, master copy, two moments),
// https://arxiv.org/abs/1910.02054 section 3.1.
constexpr std::uint64_t training_bytes_per_parameter = 16;

void add_notes(Document& document, const RecommendAnswer& answer, ByteUnit unit) {
  for (const Text& note : answer.recommendation.notes) {
    document.emplace_back(
        Remark{render({MessageId::text_warning, {{"text", render(note)}}}), Tone::dim});
  }
  if (any_consumer_set(answer)) {
    document.emplace_back(Remark{label(MessageId::note_pcie_is_enough), Tone::dim});
  }
  if (answer.use != nullptr && answer.use->id == "training") {
    document.emplace_back(Remark{
        render({MessageId::note_training,
                {{"size", Bytes{answer.request.model.parameters} * training_bytes_per_parameter}}},
               {.unit = unit}),
        Tone::caution});
  }
  if (answer.recommendation.picks.size() > most_rows) {
    document.emplace_back(
        Remark{render({MessageId::note_more_rigs,
                       {{"count", std::uint64_t{answer.recommendation.picks.size() - most_rows}}}}),
               Tone::dim});
  }
}

}  // namespace

Document document(const RecommendAnswer& answer, ByteUnit unit) {
  Document document;
  document.emplace_back(
      Headline{render({MessageId::text_model_needs, {{"model", answer.request.model.name}}}),
               needs_text(answer, unit),
               label(label_of(answer.recommendation.needs.front().estimate.method)),
               {}});
  if (answer.use != nullptr) {
    document.emplace_back(
        Remark{fmt::format("{}: {}", answer.use->id, label(answer.use->description))});
  }
  if (answer.recommendation.picks.empty()) {
    document.emplace_back(
        Remark{render({MessageId::note_nothing_fits, {{"most", answer.request.limits.most_cards}}}),
               Tone::bad});
  } else {
    document.emplace_back(picks_table(answer));
    document.emplace_back(reasons_table(answer, unit));
    const advise::Fit& first = answer.recommendation.picks.front().fit;
    add_machine(document, {{{first.gpu, first.cards}}}, first.ram, first.power);
    if (any_price(answer)) {
      document.emplace_back(Remark{label(MessageId::note_launch_prices), Tone::dim});
    }
  }
  add_notes(document, answer, unit);
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  if (!answer.recommendation.picks.empty()) {
    const advise::Pick& pick = answer.recommendation.picks.front();
    document.emplace_back(Remark{label(MessageId::note_next_estimate)});
    document.emplace_back(Remark{
        fmt::format("vramcalc estimate {} --precision {} --gpu {}{}",
                    shell_word(answer.request.model.argument), pick.format.precision.id,
                    pick.fit.gpu.id, pick.fit.cards == 1 ? "" : fmt::format("x{}", pick.fit.cards)),
        Tone::plain, true, true});
  }
  return document;
}

}  // namespace vramcalc::report
