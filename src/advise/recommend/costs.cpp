// What rigs cost to run and to rent.
#include <cmath>

#include <vramcalc/advise/recommend.h>

namespace vramcalc::advise {
namespace {

std::optional<double> usd_per_million_tokens(const Pick& pick, double usd_per_hour) {
  constexpr double seconds_of_hour = 3600;
  constexpr double million = 1e6;
  return pick.speed ? std::optional{usd_per_hour * million /
                                    (pick.speed->together.expected * seconds_of_hour)}
                    : std::nullopt;
}

}  // namespace

std::optional<RunningCost> running_cost(const Pick& pick, double usd_per_kwh, double hours) {
  if (!pick.fit.power) {
    return std::nullopt;
  }
  constexpr double watts_of_kilowatt = 1000;
  constexpr double days_of_month = 365.25 / 12;
  RunningCost cost;
  cost.wall_watts = pick.fit.power->wall_watts;
  const double usd_per_hour =
      static_cast<double>(cost.wall_watts) / watts_of_kilowatt * usd_per_kwh;
  cost.usd_per_month = usd_per_hour * hours * days_of_month;
  cost.usd_per_million_tokens = usd_per_million_tokens(pick, usd_per_hour);
  return cost;
}

std::optional<Rental> rental(const Pick& pick) {
  Rental rent;
  for (const hardware::RigCards& kind : pick.rig.kinds) {
    if (!kind.gpu.rental_usd_per_hour) {
      return std::nullopt;
    }
    rent.usd_per_hour += *kind.gpu.rental_usd_per_hour * static_cast<double>(kind.count);
  }
  rent.usd_per_million_tokens = usd_per_million_tokens(pick, rent.usd_per_hour);
  if (pick.price_usd) {
    rent.hours_of_price = static_cast<std::uint64_t>(
        std::llround(static_cast<double>(*pick.price_usd) / rent.usd_per_hour));
  }
  return rent;
}

}  // namespace vramcalc::advise
