#include <vramcalc/advise/recommend.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <vramcalc/core/error.h>

#include "advise/recommend/candidates.h"
#include "advise/recommend/titles.h"

namespace vramcalc::advise {
namespace {

// Below eight bits the answers get worse; above, hardly better (the brief's table of precisions).
bool has_eight_bits(const Pick& pick) {
  return !(pick.format.precision.bytes_per_parameter < Ratio{1, 1});
}

auto rank(const Pick& pick) {
  constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
  return std::tuple{pick.fit.verdict,
                    hardware::card_count(pick.rig),
                    !has_eight_bits(pick),
                    pick.price_usd.value_or(unknown),
                    pick.board_power_watts.value_or(unknown),
                    pick.fit.gpu.id};
}

// One a format; those that the model cannot be kept in are refused, unless all are.
std::vector<Demand> demands_of(const RecommendRequest& request, std::vector<Text>& refused) {
  std::vector<Demand> demands;
  demands.reserve(request.formats.size());
  for (const model::WeightFormat& format : request.formats) {
    try {
      demands.emplace_back(
          memory::Question{request.model, format, request.engine, request.workload});
    } catch (const Error& error) {
      const bool is_last_chance = &format == &request.formats.back() && demands.empty();
      if (error.kind() != ErrorKind::unsupported || is_last_chance) {
        throw;
      }
      refused.push_back({MessageId::warning_precision_left_out,
                         {{"name", format.precision.id}, {"reason", error.what()}}});
    }
  }
  return demands;
}

std::vector<Need> needs_of(const std::vector<Demand>& demands) {
  std::vector<Need> needs;
  needs.reserve(demands.size());
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

std::vector<hardware::Gpu> kinds_of(const RecommendRequest& request) {
  std::vector<hardware::Gpu> kinds;
  std::copy_if(request.cards.begin(), request.cards.end(), std::back_inserter(kinds),
               [&](const hardware::Gpu& gpu) { return is_asked_for(gpu, request.limits); });
  return kinds;
}

// Only of cards of one maker that go into one computer side by side.
bool go_together(const hardware::Gpu& first, const hardware::Gpu& second) {
  return first.id != second.id && first.vendor == second.vendor &&
         first.form_factor == hardware::FormFactor::card &&
         second.form_factor == hardware::FormFactor::card;
}

// Of two kinds, those that no rig of one kind beats.
void add_mixed(std::vector<Pick>& picks, Candidates& candidates,
               const std::vector<hardware::Gpu>& kinds) {
  std::vector<Pick> mixed;
  for (const hardware::Gpu& first : kinds) {
    for (const hardware::Gpu& second : kinds) {
      if (go_together(first, second)) {
        if (std::optional<Pick> pick = candidates.of_two_kinds(first, second)) {
          mixed.push_back(*std::move(pick));
        }
      }
    }
  }
  const std::size_t of_one_kind = picks.size();
  picks.insert(picks.end(), mixed.begin(), mixed.end());
  mark_undominated(picks);
  picks.erase(std::remove_if(picks.begin() + static_cast<std::ptrdiff_t>(of_one_kind), picks.end(),
                             [](const Pick& pick) { return !pick.is_undominated; }),
              picks.end());
}

void add_note(std::vector<Text>& notes, MessageId id, std::uint64_t count, Fields more = {}) {
  if (count > 0) {
    more.emplace_back("count", count);
    notes.push_back({id, std::move(more)});
  }
}

std::vector<Text> notes_of(const LeftOut& left_out, const RecommendRequest& request) {
  const Limits& limits = request.limits;
  std::vector<Text> notes;
  add_note(notes, MessageId::note_cards_without_price, left_out.without_price);
  add_note(notes, MessageId::note_cards_without_power, left_out.without_power);
  add_note(notes, MessageId::note_no_speed, left_out.without_speed);
  add_note(notes, MessageId::note_too_slow, left_out.too_slow,
           {{"rate",
             static_cast<std::uint64_t>(std::llround(limits.min_tokens_per_second.value_or(0)))}});
  add_note(notes, MessageId::note_no_slots, left_out.too_wide);
  add_note(notes, MessageId::note_no_circuit, left_out.beyond_circuit,
           {{"watts", limits.circuit_watts.value_or(limits.supply_watts.value_or(0))}});
  add_note(notes, MessageId::note_cards_of_others, left_out.of_other_engines,
           {{"engine", std::string{memory::id_of(request.engine)}}});
  return notes;
}

}  // namespace

Recommendation recommend(const RecommendRequest& request) {
  Recommendation answer;
  std::vector<Demand> demands = demands_of(request, answer.refused);
  answer.needs = needs_of(demands);
  const std::vector<Demand> by_size = largest_first(std::move(demands));
  Candidates candidates{request, by_size};
  const std::vector<hardware::Gpu> kinds = kinds_of(request);
  for (const hardware::Gpu& gpu : kinds) {
    if (std::optional<Pick> pick = candidates.of_kind(gpu)) {
      answer.picks.push_back(*std::move(pick));
    }
  }
  if (request.limits.mixed) {
    add_mixed(answer.picks, candidates, kinds);
  }
  std::stable_sort(answer.picks.begin(), answer.picks.end(),
                   [](const Pick& a, const Pick& b) { return rank(a) < rank(b); });
  mark_undominated(answer.picks);
  award_titles(answer.picks);
  if (request.only_undominated) {
    std::erase_if(answer.picks, [](const Pick& pick) { return !pick.is_undominated; });
  }
  std::stable_partition(answer.picks.begin(), answer.picks.end(),
                        [](const Pick& pick) { return !pick.titles.empty(); });
  for (Pick& pick : answer.picks) {
    pick.why = reason_of(pick);
  }
  answer.notes = notes_of(candidates.left_out(), request);
  return answer;
}

}  // namespace vramcalc::advise
