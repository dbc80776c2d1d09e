#include <vramcalc/advise/recommend.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace vramcalc::advise {
namespace {

bool has_headroom(const Fit& fit, double headroom) {
  return fit.utilization <= 1.0 - headroom;
}

bool within_power(const hardware::Gpu& gpu, std::uint64_t cards, const Limits& limits) {
  return !limits.max_power_watts ||
         (gpu.board_power_watts && *gpu.board_power_watts * cards <= *limits.max_power_watts);
}

bool within_budget(const hardware::Gpu& gpu, std::uint64_t cards, const Limits& limits) {
  const std::optional<std::uint64_t> price = hardware::price_usd(gpu);
  return !limits.budget_usd || (price && *price * cards <= *limits.budget_usd);
}

Pick pick_of(const Demand& candidate, Fit fit) {
  Pick pick;
  pick.format = candidate.question().format;
  pick.free = (fit.usable_per_card - std::min(fit.per_card, fit.usable_per_card)) * fit.cards;
  if (const auto price = hardware::price_usd(fit.gpu)) {
    pick.price_usd = *price * fit.cards;
  }
  if (fit.gpu.board_power_watts) {
    pick.board_power_watts = *fit.gpu.board_power_watts * fit.cards;
  }
  pick.fit = std::move(fit);
  return pick;
}

// The fewest cards on which a candidate reaches `wanted`, and of those the candidate with the most
// bits: candidates come in that order.
std::optional<Pick> smallest_rig(const std::vector<Demand>& candidates, const hardware::Gpu& gpu,
                                 const Limits& limits, Verdict wanted) {
  const std::uint64_t most = hardware::can_be_combined(gpu) ? limits.most_cards : 1;
  for (std::uint64_t cards = limits.fewest_cards; cards <= most; ++cards) {
    if (!within_power(gpu, cards, limits) || !within_budget(gpu, cards, limits)) {
      return std::nullopt;
    }
    for (const Demand& candidate : candidates) {
      Fit fit = fit_on(candidate, gpu, cards);
      if (fit.verdict <= wanted && has_headroom(fit, limits.headroom)) {
        return pick_of(candidate, std::move(fit));
      }
    }
  }
  return std::nullopt;
}

std::optional<Pick> rig_of(const std::vector<Demand>& candidates, const hardware::Gpu& gpu,
                           const Limits& limits) {
  if (std::optional<Pick> fits = smallest_rig(candidates, gpu, limits, Verdict::fits)) {
    return fits;
  }
  return smallest_rig(candidates, gpu, limits, Verdict::tight);
}

// Below eight bits the answers get worse; above, hardly better (the brief's table of precisions).
bool has_eight_bits(const Pick& pick) {
  return !(pick.format.precision.bytes_per_parameter < Ratio{1, 1});
}

constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();

auto rank(const Pick& pick) {
  return std::tuple{pick.fit.verdict,
                    pick.fit.cards,
                    !has_eight_bits(pick),
                    pick.price_usd.value_or(unknown),
                    pick.board_power_watts.value_or(unknown),
                    pick.fit.gpu.id};
}

template <typename Key>
Pick* leader(std::vector<Pick>& picks, Key key) {
  const auto best = std::min_element(picks.begin(), picks.end(),
                                     [&](const Pick& a, const Pick& b) { return key(a) < key(b); });
  return best == picks.end() ? nullptr : &*best;
}

void award_titles(std::vector<Pick>& picks) {
  if (picks.empty()) {
    return;
  }
  picks.front().titles.push_back(Title::balanced);
  leader(picks, [](const Pick& p) { return p.fit.cards; })->titles.push_back(Title::fewest_cards);
  Pick* cheapest = leader(picks, [](const Pick& p) { return p.price_usd.value_or(unknown); });
  if (cheapest->price_usd) {
    cheapest->titles.push_back(Title::cheapest);
  }
  Pick* frugal = leader(picks, [](const Pick& p) { return p.board_power_watts.value_or(unknown); });
  if (frugal->board_power_watts) {
    frugal->titles.push_back(Title::least_power);
  }
  leader(picks, [](const Pick& p) {
    return unknown - p.free.count();
  })->titles.push_back(Title::most_headroom);
}

Text reason(const Pick& pick) {
  const Fields fields{
      {"precision", pick.format.precision.id},
      {"cards", pick.fit.cards},
      {"free", pick.free},
      {"watts", pick.board_power_watts.value_or(0)},
      {"percent", static_cast<std::uint64_t>(std::llround(pick.fit.utilization * 100))}};
  if (pick.titles.empty()) {
    return {pick.fit.verdict == Verdict::fits ? MessageId::reason_holds : MessageId::reason_tight,
            fields};
  }
  switch (pick.titles.front()) {
    case Title::balanced:
      return {MessageId::reason_balanced, fields};
    case Title::fewest_cards:
      return {MessageId::reason_fewest_cards, fields};
    case Title::cheapest:
      return {MessageId::reason_cheapest, fields};
    case Title::least_power:
      return {MessageId::reason_least_power, fields};
    case Title::most_headroom:
      break;
  }
  return {MessageId::reason_most_headroom, fields};
}

std::vector<Demand> demands_of(const RecommendRequest& request) {
  std::vector<Demand> demands;
  for (const model::WeightFormat& format : request.formats) {
    demands.emplace_back(
        memory::Question{request.model, format, memory::Generic{request.overhead}, {}});
  }
  return demands;
}

std::vector<Need> needs_of(const std::vector<Demand>& demands) {
  std::vector<Need> needs;
  for (const Demand& demand : demands) {
    needs.push_back(
        {demand.question().format, demand.estimate(), memory::total(demand.estimate())});
  }
  return needs;
}

std::vector<Demand> largest_first(std::vector<Demand> demands) {
  std::stable_sort(demands.begin(), demands.end(), [](const Demand& a, const Demand& b) {
    return b.estimate().weights < a.estimate().weights;
  });
  return demands;
}

bool is_asked_for(const hardware::Gpu& gpu, const Limits& limits) {
  return (!limits.segment || gpu.segment == *limits.segment) &&
         (!limits.vendor || gpu.vendor == *limits.vendor) &&
         (limits.slices || gpu.form_factor != hardware::FormFactor::slice);
}

}  // namespace

Recommendation recommend(const RecommendRequest& request) {
  const Limits& limits = request.limits;
  Recommendation answer;
  std::vector<Demand> demands = demands_of(request);
  answer.needs = needs_of(demands);
  const std::vector<Demand> candidates = largest_first(std::move(demands));
  std::uint64_t without_price = 0;
  std::uint64_t without_power = 0;
  for (const hardware::Gpu& gpu : request.cards) {
    if (!is_asked_for(gpu, limits)) {
      continue;
    }
    without_price += limits.budget_usd && !hardware::price_usd(gpu) ? 1U : 0U;
    without_power += limits.max_power_watts && !gpu.board_power_watts ? 1U : 0U;
    if (std::optional<Pick> pick = rig_of(candidates, gpu, limits)) {
      answer.picks.push_back(*std::move(pick));
    }
  }
  std::stable_sort(answer.picks.begin(), answer.picks.end(),
                   [](const Pick& a, const Pick& b) { return rank(a) < rank(b); });
  award_titles(answer.picks);
  std::stable_partition(answer.picks.begin(), answer.picks.end(),
                        [](const Pick& pick) { return !pick.titles.empty(); });
  for (Pick& pick : answer.picks) {
    pick.why = reason(pick);
  }
  if (without_price > 0) {
    answer.notes.push_back({MessageId::note_cards_without_price, {{"count", without_price}}});
  }
  if (without_power > 0) {
    answer.notes.push_back({MessageId::note_cards_without_power, {{"count", without_power}}});
  }
  return answer;
}

}  // namespace vramcalc::advise
