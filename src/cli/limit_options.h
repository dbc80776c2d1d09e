// Limits of `recommend`: money, power, slots, speed.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/advise/recommend.h>
#include <vramcalc/advise/use.h>

namespace vramcalc::cli {

struct LimitOptions {
  std::string use;
  std::string budget;
  std::string max_power;
  std::string circuit;
  std::string psu;
  std::string slots;
  std::string min_speed;
  std::string cards;
  std::string vendor;
  std::vector<std::string> price;
  bool mixed = false;
  bool pareto = false;

  void add_to(CLI::App& app);

  /// A limit is a question about the market, not about five usual cards.
  [[nodiscard]] bool search_the_catalogue() const {
    return !budget.empty() || !max_power.empty() || !circuit.empty() || !psu.empty() ||
           !slots.empty() || !min_speed.empty() || !vendor.empty();
  }

  /// Null where none was named; throws Error(usage) for an unknown one.
  [[nodiscard]] const advise::Use* resolve_use() const;
  /// The use's limits, and the options' over them.
  [[nodiscard]] advise::Limits resolve(const advise::Use* of_use) const;
};

/// What running a rig costs: `--kwh-price`, `--hours`.
struct CostOptions {
  std::string kwh_price;
  std::string hours;

  void add_to(CLI::App& app);
  [[nodiscard]] std::optional<double> usd_per_kwh() const;
  [[nodiscard]] double hours_a_day(std::vector<Assumption>& assumptions) const;
};

}  // namespace vramcalc::cli
