// Which cards to choose for a model.
//
// Of every kind of card the search keeps one rig: the fewest cards that hold the model with the
// wanted headroom, at the highest precision that fits on them. The rigs are ranked, and the ones
// that lead in something carry a title and a sentence that says why. No scores: an order with
// reasons.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/advise/fit.h>
#include <vramcalc/core/message.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

struct Limits {
  std::optional<std::uint64_t> budget_usd;       // for all cards together
  std::optional<std::uint64_t> max_power_watts;  // board power of all cards together
  std::uint64_t fewest_cards = 1;
  std::uint64_t most_cards = advise::most_cards;
  std::optional<hardware::Segment> segment;
  std::optional<hardware::Vendor> vendor;
  bool slices = false;  // parts of a card, which nobody sells, too
  double headroom = 0;  // share of each card's memory that stays free at the expected load
};

struct RecommendRequest {
  model::Model model;
  std::vector<model::WeightFormat> formats;  // any order; tried from the largest down
  Ratio overhead = memory::default_overhead;
  std::vector<hardware::Gpu> cards;
  Limits limits;
};

enum class Title : std::uint8_t { balanced, fewest_cards, cheapest, least_power, most_headroom };

struct Pick {
  std::vector<Title> titles;  // empty for a rig that leads in nothing
  model::WeightFormat format;
  Fit fit;
  Bytes free;                              // over all cards, at the expected load
  std::optional<std::uint64_t> price_usd;  // all cards
  std::optional<std::uint64_t> board_power_watts;
  Text why;
};

/// What the model takes in one of the formats asked about.
struct Need {
  model::WeightFormat format;
  memory::Estimate estimate;
  memory::Interval total;
};

struct Recommendation {
  std::vector<Need> needs;  // of every format, in the order of the request
  std::vector<Pick> picks;  // titled ones first, then by rank
  std::vector<Text> notes;  // what was left out, and why
};

[[nodiscard]] Recommendation recommend(const RecommendRequest& request);

}  // namespace vramcalc::advise
