#include "advise/plan/split.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>

namespace vramcalc::advise {
namespace {

constexpr int most_moves = 24;

// A card while layers move: all in bytes, signed, as it may be overfull.
struct Card {
  std::int64_t free = 0;
  std::int64_t layers = 0;  // bytes of weights and cache there
};

std::int64_t signed_bytes(Bytes bytes) {
  return static_cast<std::int64_t>(bytes.count());
}

std::vector<Card> cards_of(const memory::Estimate& estimate, const RigCheck& rig) {
  std::vector<Card> cards;
  for (std::uint32_t index = 0; index < rig.usable().size(); ++index) {
    const CardLoad load = load_of(estimate, {index});
    Card card;
    card.free = signed_bytes(rig.usable()[index]) - signed_bytes(load.needs.high) -
                signed_bytes(load.driver.high);
    for (const memory::LineItem& item : estimate.items) {
      const bool moves = item.component == memory::Component::weights ||
                         item.component == memory::Component::kv_cache ||
                         item.component == memory::Component::recurrent_state;
      if (moves && item.device == memory::Device{index}) {
        card.layers += signed_bytes(item.expected);
      }
    }
    cards.push_back(card);
  }
  return cards;
}

// In proportion to the memory, as llama.cpp begins; the output counts as a layer.
std::vector<double> first_counts(const RigCheck& rig, std::uint64_t layers) {
  Bytes all;
  for (const Bytes usable : rig.usable()) {
    all += usable;
  }
  std::vector<double> counts;
  for (const Bytes usable : rig.usable()) {
    counts.push_back(std::round(fraction(usable, all) * static_cast<double>(layers)));
  }
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  double& most = *std::max_element(counts.begin(), counts.end());
  most += static_cast<double>(layers) - sum;
  return counts;
}

// False where no card has room for what another has too much of.
bool move_layers(std::vector<double>& counts, const std::vector<Card>& cards) {
  const auto by_free = [](const Card& a, const Card& b) { return a.free < b.free; };
  const auto fullest = std::min_element(cards.begin(), cards.end(), by_free) - cards.begin();
  const auto emptiest = std::max_element(cards.begin(), cards.end(), by_free) - cards.begin();
  double& from = counts[static_cast<std::size_t>(fullest)];
  double& to = counts[static_cast<std::size_t>(emptiest)];
  const Card& full = cards[static_cast<std::size_t>(fullest)];
  const Card& empty = cards[static_cast<std::size_t>(emptiest)];
  if (from < 1 || full.layers <= 0) {
    return false;
  }
  const double layer = static_cast<double>(full.layers) / from;
  const double wanted = std::ceil(static_cast<double>(-full.free) / layer);
  const double possible = std::floor(static_cast<double>(empty.free) / layer);
  const double moved = std::min({std::max(wanted, 1.0), possible, from});
  if (moved < 1) {
    return false;
  }
  from -= moved;
  to += moved;
  return true;
}

std::string text_of(const std::vector<double>& counts) {
  std::string text;
  for (const double count : counts) {
    text += (text.empty() ? "" : ",") + std::to_string(std::llround(count));
  }
  return text;
}

}  // namespace

std::optional<Attempt> with_split(const Attempt& attempt, const RigComfort& rig) {
  const auto* given = std::get_if<memory::LlamaCpp>(&attempt.question.engine);
  const bool is_split = given != nullptr && given->split_mode == memory::SplitMode::layer &&
                        given->program != memory::LlamaCppProgram::ollama;
  if (!is_split || !given->tensor_split.empty() || rig.cards() < 2 ||
      !attempt.question.model.has_layers()) {
    return std::nullopt;
  }
  Attempt split = attempt;
  auto& engine = std::get<memory::LlamaCpp>(split.question.engine);
  const std::uint64_t layers = attempt.question.model.layout->architecture.layers.size() + 1;
  std::vector<double> counts =
      first_counts(rig.usual(), std::min(layers, given->gpu_layers.value_or(layers)));
  for (int move = 0; move < most_moves; ++move) {
    engine.tensor_split = counts;
    const std::optional<memory::Estimate> estimate = rig.usual().estimate(split.question);
    if (!estimate) {
      return std::nullopt;
    }
    if (rig.usual().verdict(*estimate) == Verdict::fits) {
      split.comfort = Comfort::roomy;
      split.decisions.push_back(
          {"tensor-split", text_of(counts), {MessageId::why_plan_tensor_split, {}}});
      return split;
    }
    if (!move_layers(counts, cards_of(*estimate, rig.usual()))) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace vramcalc::advise
