// Which cards to choose for a model.
//
// Of every kind of card the search keeps one rig: the fewest cards that hold the model with the
// wanted headroom and speed, at the highest precision that fits on them; on request of every two
// kinds too. The rigs are ranked, and the ones that lead in something carry a title and a sentence
// that says why. No scores: an order with reasons.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/advise/fit.h>
#include <vramcalc/advise/speed.h>
#include <vramcalc/core/message.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

struct Limits {
  std::optional<std::uint64_t> budget_usd;       // for all cards together
  std::optional<std::uint64_t> max_power_watts;  // board power of all cards together
  std::optional<std::uint64_t> circuit_watts;    // what the socket gives all day
  std::optional<std::uint64_t> supply_watts;     // power supply that is there
  std::optional<std::uint64_t> slots;            // that the cards' coolers may cover
  std::optional<double> min_tokens_per_second;   // of one sequence, expected
  std::uint64_t fewest_cards = 1;
  std::uint64_t most_cards = advise::most_cards;
  std::optional<hardware::Segment> segment;
  std::optional<hardware::Vendor> vendor;
  bool slices = false;  // parts of a card, which nobody sells, too
  bool mixed = false;   // rigs of two kinds of cards too
  double headroom = 0;  // share of each card's memory that stays free at the expected load
};

struct RecommendRequest {
  model::Model model;
  std::vector<model::WeightFormat> formats;  // any order; tried from the largest down
  memory::Engine engine;
  memory::Workload workload;
  std::uint64_t prompt_tokens = 1;  // behind which the speed is that of the answer
  std::vector<hardware::Gpu> cards;
  Limits limits;
  bool only_undominated = false;
};

enum class Title : std::uint8_t {
  balanced,
  fewest_cards,
  cheapest,
  best_value,
  fastest,
  least_power,
  most_headroom,
};

struct Pick {
  std::vector<Title> titles;  // empty for a rig that leads in nothing
  model::WeightFormat format;
  hardware::Rig rig;
  Fit fit;                                 // of its only or of its larger kind
  Bytes free;                              // over all cards, at the expected load
  std::optional<std::uint64_t> price_usd;  // all cards
  std::optional<std::uint64_t> board_power_watts;
  std::optional<Speed> speed;
  /// No other is at least as good in price, power, speed and room, and better in one of them.
  bool is_undominated = false;
  Text why;
};

/// What the model takes in one of the formats asked about.
struct Need {
  model::WeightFormat format;
  memory::Estimate estimate;
  memory::Interval total;
};

struct Recommendation {
  std::vector<Need> needs;    // of every format, in the order of the request
  std::vector<Pick> picks;    // titled ones first, then by rank
  std::vector<Text> notes;    // what was left out, and why
  std::vector<Text> refused;  // formats that the model cannot be kept in
};

/// Throws what memory::estimate throws where the engine refuses the model in every format.
[[nodiscard]] Recommendation recommend(const RecommendRequest& request);

/// What it costs to run a rig.
struct RunningCost {
  std::uint64_t wall_watts = 0;
  double usd_per_month = 0;                      // of those hours a day
  std::optional<double> usd_per_million_tokens;  // of all sequences at once
};

/// Nothing where the power is not known. `hours`: of work a day.
[[nodiscard]] std::optional<RunningCost> running_cost(const Pick& pick, double usd_per_kwh,
                                                      double hours);

/// What it costs to rent the cards instead.
struct Rental {
  double usd_per_hour = 0;
  std::optional<double> usd_per_million_tokens;  // of all sequences at once
  std::optional<std::uint64_t> hours_of_price;   // of rent that the cards' price comes to
};

/// Nothing where no rent is known of one of the cards.
[[nodiscard]] std::optional<Rental> rental(const Pick& pick);

}  // namespace vramcalc::advise
