#include "cli/limit_options.h"

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/options.h"

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_dollars = 1'000'000'000;
constexpr std::uint64_t most_watts = 1'000'000;
constexpr std::uint64_t most_slots = 1000;
constexpr double usual_hours = 8;

hardware::Vendor find_vendor(const std::string& name) {
  using hardware::Vendor;
  std::vector<std::string_view> names;
  for (const Vendor vendor : {Vendor::nvidia, Vendor::amd, Vendor::intel, Vendor::apple}) {
    if (hardware::id_of(vendor) == name) {
      return vendor;
    }
    names.push_back(hardware::id_of(vendor));
  }
  check_choice(name, "--vendor", names);
  return Vendor::other;
}

// "4": at most four. "4-8": between four and eight.
void set_cards(advise::Limits& limits, const std::string& text) {
  const std::size_t dash = text.find('-');
  limits.fewest_cards = 1;
  if (dash != std::string::npos) {
    limits.fewest_cards = parse_whole(text.substr(0, dash), "--cards", advise::most_cards);
  }
  limits.most_cards = parse_whole(dash == std::string::npos ? text : text.substr(dash + 1),
                                  "--cards", advise::most_cards);
  if (limits.fewest_cards > limits.most_cards) {
    throw Error(ErrorKind::usage, {MessageId::error_card_range, {}});
  }
}

// "850W" and "850".
std::optional<std::uint64_t> watts(const std::string& text, const std::string& option) {
  if (text.empty()) {
    return std::nullopt;
  }
  const bool with_unit = text.ends_with('W') || text.ends_with('w');
  return parse_whole(text.substr(0, text.size() - (with_unit ? 1 : 0)), option, most_watts);
}

}  // namespace

void LimitOptions::add_to(CLI::App& app) {
  const auto group = MessageId::group_limits;
  add_option(app, "--use", use, MessageId::option_use, "USE", group);
  add_option(app, "--budget", budget, MessageId::option_budget, "USD", group);
  add_option(app, "--max-power", max_power, MessageId::option_max_power, "WATTS", group);
  add_option(app, "--circuit", circuit, MessageId::option_circuit, "WATTS", group);
  add_option(app, "--psu", psu, MessageId::option_psu, "WATTS", group);
  add_option(app, "--slots", slots, MessageId::option_slots, "N", group);
  add_option(app, "--min-speed", min_speed, MessageId::option_min_speed, "TOKENS/S", group);
  add_option(app, "--cards", cards, MessageId::option_cards, "N", group);
  add_option(app, "--vendor", vendor, MessageId::option_vendor, "NAME", group);
  add_option(app, "--price", price, MessageId::option_price, "ID=USD", group);
  app.add_flag("--mixed", mixed, label(MessageId::option_mixed))->group(label(group));
  app.add_flag("--pareto", pareto, label(MessageId::option_pareto))->group(label(group));
}

const advise::Use* LimitOptions::resolve_use() const {
  if (use.empty()) {
    return nullptr;
  }
  std::vector<std::string_view> names;
  for (const advise::Use& known : advise::uses()) {
    if (known.id == use) {
      return &known;
    }
    names.push_back(known.id);
  }
  check_choice(use, "--use", names);
  return nullptr;
}

advise::Limits LimitOptions::resolve(const advise::Use* of_use) const {
  advise::Limits limits;
  if (of_use != nullptr) {
    limits.segment = of_use->segment;
    limits.fewest_cards = of_use->fewest_cards;
    limits.most_cards = of_use->most_cards;
    limits.headroom = of_use->headroom;
  }
  if (!budget.empty()) {
    limits.budget_usd = parse_whole(budget, "--budget", most_dollars);
  }
  limits.max_power_watts = watts(max_power, "--max-power");
  limits.circuit_watts = watts(circuit, "--circuit");
  limits.supply_watts = watts(psu, "--psu");
  if (!slots.empty()) {
    limits.slots = parse_whole(slots, "--slots", most_slots);
  }
  if (!min_speed.empty()) {
    limits.min_tokens_per_second = parse_speed(min_speed);
  }
  if (!cards.empty()) {
    set_cards(limits, cards);
  }
  if (!vendor.empty()) {
    limits.vendor = find_vendor(vendor);
  }
  limits.mixed = mixed;
  return limits;
}

void CostOptions::add_to(CLI::App& app) {
  const auto group = MessageId::group_limits;
  add_option(app, "--kwh-price", kwh_price, MessageId::option_kwh_price, "USD", group);
  add_option(app, "--hours", hours, MessageId::option_hours, "HOURS", group);
}

std::optional<double> CostOptions::usd_per_kwh() const {
  constexpr double most = 1000;
  return kwh_price.empty() ? std::nullopt
                           : std::optional{parse_positive(kwh_price, "--kwh-price", most)};
}

double CostOptions::hours_a_day(std::vector<Assumption>& assumptions) const {
  constexpr double most = 24;
  if (!hours.empty()) {
    return parse_positive(hours, "--hours", most);
  }
  assumptions.push_back({"hours", "8", {MessageId::why_hours, {}}});
  return usual_hours;
}

}  // namespace vramcalc::cli
