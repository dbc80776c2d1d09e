#include "advise/recommend/titles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vramcalc::advise {
namespace {

constexpr double unknown = std::numeric_limits<double>::infinity();

// What is better is less.
struct Merits {
  double price = unknown;
  double power = unknown;
  double slowness = unknown;
  double fullness = 0;
};

double or_unknown(const std::optional<std::uint64_t>& value) {
  return value ? static_cast<double>(*value) : unknown;
}

double slowness(const Pick& pick) {
  return pick.speed ? 1 / pick.speed->decode.expected : unknown;
}

Merits merits_of(const Pick& pick) {
  return {or_unknown(pick.price_usd), or_unknown(pick.board_power_watts), slowness(pick),
          -static_cast<double>(pick.free.count())};
}

bool beats(const Merits& a, const Merits& b) {
  const bool no_worse = a.price <= b.price && a.power <= b.power && a.slowness <= b.slowness &&
                        a.fullness <= b.fullness;
  const bool better =
      a.price < b.price || a.power < b.power || a.slowness < b.slowness || a.fullness < b.fullness;
  return no_worse && better;
}

// The one with the least key, the first of equal ones; null where nobody's is known.
template <typename Key>
Pick* leader(std::vector<Pick>& picks, Key key) {
  const auto best = std::min_element(picks.begin(), picks.end(),
                                     [&](const Pick& a, const Pick& b) { return key(a) < key(b); });
  return key(*best) < unknown ? &*best : nullptr;
}

double dollars_a_token(const Pick& pick) {
  return pick.price_usd && *pick.price_usd > 0 && pick.speed
             ? static_cast<double>(*pick.price_usd) / pick.speed->decode.expected
             : unknown;
}

std::string whole(double value) {
  return std::to_string(std::llround(value));
}

MessageId reason_for(Title title) {
  switch (title) {
    case Title::balanced:
      return MessageId::reason_balanced;
    case Title::fewest_cards:
      return MessageId::reason_fewest_cards;
    case Title::cheapest:
      return MessageId::reason_cheapest;
    case Title::best_value:
      return MessageId::reason_best_value;
    case Title::fastest:
      return MessageId::reason_fastest;
    case Title::least_power:
      return MessageId::reason_least_power;
    case Title::most_headroom:
      break;
  }
  return MessageId::reason_most_headroom;
}

}  // namespace

void mark_undominated(std::vector<Pick>& picks) {
  std::vector<Merits> merits;
  for (const Pick& pick : picks) {
    merits.push_back(merits_of(pick));
  }
  for (std::size_t i = 0; i < picks.size(); ++i) {
    picks[i].is_undominated = std::none_of(
        merits.begin(), merits.end(), [&](const Merits& other) { return beats(other, merits[i]); });
  }
}

void award_titles(std::vector<Pick>& picks) {
  if (picks.empty()) {
    return;
  }
  picks.front().titles.push_back(Title::balanced);
  const auto award = [&](Title title, auto key) {
    if (Pick* pick = leader(picks, key)) {
      pick->titles.push_back(title);
    }
  };
  award(Title::fewest_cards,
        [](const Pick& pick) { return static_cast<double>(hardware::card_count(pick.rig)); });
  award(Title::cheapest, [](const Pick& pick) { return or_unknown(pick.price_usd); });
  award(Title::best_value, dollars_a_token);
  award(Title::fastest, slowness);
  award(Title::least_power, [](const Pick& pick) { return or_unknown(pick.board_power_watts); });
  award(Title::most_headroom, [](const Pick& pick) { return merits_of(pick).fullness; });
}

Text reason_of(const Pick& pick) {
  const Fields fields{
      {"precision", pick.format.precision.id},
      {"cards", hardware::card_count(pick.rig)},
      {"free", pick.free},
      {"watts", pick.board_power_watts.value_or(0)},
      {"price", pick.price_usd.value_or(0)},
      {"rate", pick.speed ? whole(pick.speed->decode.expected) : std::string{}},
      {"percent", static_cast<std::uint64_t>(std::llround(pick.fit.utilization * 100))}};
  if (!pick.titles.empty()) {
    return {reason_for(pick.titles.front()), fields};
  }
  return {pick.fit.verdict == Verdict::fits ? MessageId::reason_holds : MessageId::reason_tight,
          fields};
}

}  // namespace vramcalc::advise
