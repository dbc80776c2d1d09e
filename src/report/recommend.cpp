#include "report/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/estimate.h"
#include "report/machine.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/shell_word.h"
#include "report/speed.h"

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

// "2022-10": the day of the price, of a mixed rig its older one; a dash where nobody knows.
std::string as_of_text(const advise::Pick& pick) {
  std::string oldest;
  for (const hardware::RigCards& kind : pick.rig.kinds) {
    const std::string day{hardware::price_as_of(kind.gpu)};
    oldest = oldest.empty() || (!day.empty() && day < oldest) ? day : oldest;
  }
  constexpr std::size_t month = 7;
  return !pick.price_usd || oldest.empty() ? "–" : oldest.substr(0, month);
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
                   {label(MessageId::label_load), Align::right, 1},
                   {label(MessageId::label_verdict), Align::left, 2},
                   {label(MessageId::label_board_power), Align::right, 3},
                   {label(MessageId::label_ram), Align::right},
                   {label(MessageId::label_psu), Align::right},
                   {label(MessageId::label_price), Align::right},
                   {label(MessageId::label_as_of), Align::left, 4},
                   {label(MessageId::label_tokens_per_second), Align::right}};
  for (const advise::Pick& pick : shown_picks(answer)) {
    const Tone tone = pick.fit.verdict == advise::Verdict::fits ? Tone::good : Tone::caution;
    table.rows.push_back({{rig_name(pick.rig), pick.titles.empty() ? Tone::plain : Tone::strong},
                          {pick.format.precision.id},
                          {"", tone, pick.fit.utilization},
                          {percent_text(pick.fit.utilization)},
                          {label(label_of(pick.fit.verdict)), tone},
                          {watts_text(pick)},
                          {ram_cell(pick.fit.ram)},
                          {supply_cell(pick.fit.gpu, pick.fit.power)},
                          {price_text(pick)},
                          {as_of_text(pick)},
                          {pick.speed ? speed_text(pick.speed->decode.expected) : "–"}});
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
          {{rig_name(pick.rig), Tone::strong},
           {(titles.empty() ? "" : titles + ": ") + render(pick.why, {.unit = unit})}});
    }
  }
  return table;
}

bool any_consumer_set(const RecommendAnswer& answer) {
  const auto picks = shown_picks(answer);
  return std::any_of(picks.begin(), picks.end(), [](const advise::Pick& pick) {
    return hardware::card_count(pick.rig) > 1 &&
           pick.fit.gpu.segment == hardware::Segment::consumer;
  });
}

// "RTX 4090 24 GB at its launch, 2022-10": of the rigs that lead in something, and of the first.
std::string price_dates(const RecommendAnswer& answer) {
  std::vector<std::string> texts;
  for (const advise::Pick& pick : shown_picks(answer)) {
    for (const hardware::RigCards& kind : pick.rig.kinds) {
      const bool is_known = hardware::price_usd(kind.gpu).has_value();
      if (!is_known || (pick.titles.empty() && !texts.empty())) {
        continue;
      }
      const std::string day{hardware::price_as_of(kind.gpu)};
      const MessageId id = !kind.gpu.price_usd ? MessageId::text_launch_price
                           : day.empty()       ? MessageId::text_own_price
                                               : MessageId::text_price_of_day;
      std::string text = render({id, {{"name", card_name(kind.gpu)}, {"day", day}}});
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
        texts.push_back(std::move(text));
      }
    }
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

// Adam on 16-bit weights: 2 + 2 + 4 + 8 bytes (weights, gradients, master copy, two moments),
// https://arxiv.org/abs/1910.02054 section 3.1.
constexpr std::uint64_t training_bytes_per_parameter = 16;

std::string dollars_text(double dollars) {
  constexpr double ten = 10;
  return decimal_text(dollars, dollars < ten ? 2 : 0);
}

std::string per_million_text(std::optional<double> dollars) {
  return dollars ? render({MessageId::text_per_million, {{"usd", dollars_text(*dollars)}}})
                 : std::string{};
}

void add_electricity(Document& document, const RecommendAnswer& answer) {
  if (!answer.usd_per_kwh) {
    return;
  }
  const auto cost = advise::running_cost(answer.recommendation.picks.front(), *answer.usd_per_kwh,
                                         answer.hours_a_day);
  if (cost) {
    document.emplace_back(
        Remark{render({MessageId::note_electricity,
                       {{"watts", cost->wall_watts},
                        {"hours", decimal_text(answer.hours_a_day, 0)},
                        {"price", decimal_text(*answer.usd_per_kwh, 2)},
                        {"month", dollars_text(cost->usd_per_month)},
                        {"million", per_million_text(cost->usd_per_million_tokens)}}})});
  }
}

void add_rents(Document& document, const RecommendAnswer& answer) {
  for (const advise::Pick& pick : shown_picks(answer)) {
    if (const auto rent = advise::rental(pick)) {
      const std::string pays = rent->hours_of_price
                                   ? render({MessageId::text_buying_pays,
                                             {{"hours", grouped_text(*rent->hours_of_price)}}})
                                   : std::string{};
      document.emplace_back(
          Remark{render({MessageId::note_rental,
                         {{"rig", rig_name(pick.rig)},
                          {"hour", decimal_text(rent->usd_per_hour, 2)},
                          {"million", per_million_text(rent->usd_per_million_tokens)},
                          {"pays", pays}}}),
                 Tone::plain});
    }
  }
}

// Processors of desktops have 16 to 24 lanes for cards.
void add_lanes(Document& document, const advise::Pick& pick) {
  constexpr std::uint64_t lanes_of_card = 16;
  constexpr std::uint64_t cards_of_desktop = 2;
  const std::uint64_t cards = hardware::card_count(pick.rig);
  if (cards > cards_of_desktop && pick.fit.gpu.segment == hardware::Segment::consumer) {
    document.emplace_back(Remark{
        render({MessageId::note_lanes, {{"count", cards}, {"lanes", cards * lanes_of_card}}}),
        Tone::dim});
  }
}

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

// The command that shows the pick's memory.
std::vector<std::string> estimate_words(const RecommendAnswer& answer, const advise::Pick& pick) {
  std::vector<std::string> words{"vramcalc", "estimate", answer.request.model.argument,
                                 "--precision", pick.format.precision.id};
  if (!std::holds_alternative<memory::Generic>(answer.request.engine)) {
    words.insert(words.end(), {"--engine", program_name(answer.request.engine)});
  }
  const std::vector<std::string> rig = rig_words(pick.rig);
  words.insert(words.end(), rig.begin(), rig.end());
  return words;
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
    const advise::Pick& leading = answer.recommendation.picks.front();
    add_machine(document, leading.rig, leading.fit.ram, leading.fit.power);
    add_lanes(document, leading);
    add_electricity(document, answer);
    add_rents(document, answer);
    if (const std::string dates = price_dates(answer); !dates.empty()) {
      document.emplace_back(
          Remark{render({MessageId::note_price_dates, {{"list", dates}}}), Tone::dim});
    }
  }
  add_notes(document, answer, unit);
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  if (!answer.recommendation.picks.empty()) {
    const advise::Pick& pick = answer.recommendation.picks.front();
    document.emplace_back(Remark{label(MessageId::note_next_estimate)});
    document.emplace_back(
        Remark{shell_command(estimate_words(answer, pick)), Tone::plain, true, true});
  }
  return document;
}

}  // namespace vramcalc::report
