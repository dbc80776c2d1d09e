#include <vramcalc/hardware/power_supply.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vramcalc::hardware {
namespace {

using Watts = std::uint64_t;

// Choices of the rule: a workstation processor, and board, memory, drives and fans.
constexpr Watts processor_watts = 250;
constexpr Watts base_watts = 100;

constexpr std::array<Watts, 14> sizes_sold{450, 500, 550,  600,  650,  700,  750,
                                           800, 850, 1000, 1200, 1300, 1500, 1600};
constexpr Watts largest_supply = sizes_sold.back();

// Above this load a supply is noisy, hot and without headroom; the field agrees on 80 %.
constexpr Ratio full_load{8, 10};
// A card without the vendor's own recommendation: power + 400 W reproduces 26 of 36 of those.
constexpr Watts typical_system_watts = 400;
// The RTX 5090's measured spike of under a millisecond: 901 W of 575 W (Igor's Lab).
constexpr Ratio spike{157, 100};
// What a supply from before ATX 3 must hold beside the sustained draw (ATX 3.1 design guide,
// power excursions: none guaranteed before).
constexpr Ratio older_supply_margin{6, 10};

constexpr Watts cable_16_pin_watts = 600;  // 12VHPWR and 12V-2x6
constexpr Watts cable_warning_percent = 95;

Watts times(Watts watts, Ratio factor) {  // rounded up
  return (watts * factor.numerator + factor.denominator - 1) / factor.denominator;
}

Watts divided(Watts watts, Ratio by) {
  return times(watts, Ratio{by.denominator, by.numerator});
}

struct Supplies {
  Watts total = 0;
  std::uint64_t units = 1;
};

Supplies supplies_sold(Watts need) {
  const std::uint64_t units = std::max<Watts>(1, (need + largest_supply - 1) / largest_supply);
  const Watts each = (need + units - 1) / units;
  const auto size = std::lower_bound(sizes_sold.begin(), sizes_sold.end(), each);
  return {*size * units, units};
}

struct Draw {
  Watts cards = 0;
  Watts largest = 0;
  Watts vendor_for_largest = 0;
  Watts others = 0;  // all but the largest
};

std::optional<Draw> draw_of(const Rig& rig) {
  Draw draw;
  for (const RigCards& kind : rig.kinds) {
    if (!kind.gpu.board_power_watts) {
      return std::nullopt;
    }
    const Watts board = *kind.gpu.board_power_watts;
    draw.cards += board * kind.count;
    if (board > draw.largest) {
      draw.largest = board;
      draw.vendor_for_largest =
          kind.gpu.vendor_psu_watts.value_or(supplies_sold(board + typical_system_watts).total);
    }
  }
  draw.others = draw.cards - draw.largest;
  return draw;
}

// 80 PLUS Gold at 115 V: 87 % at a fifth of the load, 90 % at half, 87 % at full.
Watts wall_draw(Watts sustained, Watts rating) {
  const double load = static_cast<double>(sustained) / static_cast<double>(rating);
  const double away_from_half = load > 0.5 ? (load - 0.5) / 0.5 : (0.5 - load) / 0.3;
  const double efficiency = 0.90 - 0.03 * std::min(1.0, away_from_half);
  return static_cast<Watts>(std::llround(static_cast<double>(sustained) / efficiency));
}

PowerSupply supply_for(const Draw& draw, Watts sustained) {
  const Supplies recommended = supplies_sold(divided(sustained, full_load));
  const Watts minimum = draw.vendor_for_largest + times(draw.others, Ratio{11, 10});
  const Watts older =
      std::max(divided(sustained, full_load), sustained + times(draw.largest, older_supply_margin));
  PowerSupply supply;
  supply.minimum_watts = std::min(supplies_sold(minimum).total, recommended.total);
  supply.recommended_watts = recommended.total;
  supply.units = recommended.units;
  supply.older_watts = supplies_sold(older).total;
  return supply;
}

struct Circuit {
  Watts continuous;
  MessageId name;
};

// 80 % of 15 and 20 A at 120 V and of 20 A at 240 V (NEC, loads of three hours and more); a UK
// plug.
constexpr std::array<Circuit, 4> circuits{{{3840, MessageId::circuit_us_240},
                                           {2900, MessageId::circuit_uk_13a},
                                           {1920, MessageId::circuit_us_20a},
                                           {1440, MessageId::circuit_us_15a}}};

void warn_of_circuit(Power& power) {
  for (const Circuit& circuit : circuits) {
    if (power.wall_watts > circuit.continuous) {
      power.warnings.push_back({MessageId::warning_circuit,
                                {{"watts", power.wall_watts},
                                 {"circuit", circuit.name},
                                 {"limit", circuit.continuous}}});
      return;
    }
  }
}

void warn_of_cables(const Rig& rig, Power& power) {
  for (const RigCards& kind : rig.kinds) {
    const Watts board = kind.gpu.board_power_watts.value_or(0);
    const Watts percent = (board * 100 + cable_16_pin_watts / 2) / cable_16_pin_watts;
    if (kind.gpu.power_connectors == "1x 16-pin" && percent >= cable_warning_percent) {
      power.warnings.push_back({MessageId::warning_cable, {{"percent", percent}}});
    }
  }
}

bool any_of_form(const Rig& rig, FormFactor form) {
  return std::any_of(rig.kinds.begin(), rig.kinds.end(),
                     [&](const RigCards& kind) { return kind.gpu.form_factor == form; });
}

// A slice draws a part of what its card does, whose host is powered for the whole of it.
bool is_powered_already(const Rig& rig) {
  return any_of_form(rig, FormFactor::laptop) || any_of_form(rig, FormFactor::system) ||
         any_of_form(rig, FormFactor::slice);
}

}  // namespace

std::optional<Power> power(const Rig& rig) {
  const std::optional<Draw> draw = draw_of(rig);
  if (!draw || is_powered_already(rig)) {
    return std::nullopt;
  }
  Power power;
  power.sustained_watts = draw->cards + processor_watts + base_watts;
  // Cards of one model run the same kernels in step, so their spikes are taken to coincide.
  power.transient_watts = times(draw->cards, spike) + processor_watts + base_watts;
  if (any_of_form(rig, FormFactor::module)) {
    power.wall_watts = wall_draw(power.sustained_watts, power.sustained_watts * 2);
    power.warnings.push_back({MessageId::warning_chassis, {{"watts", power.sustained_watts}}});
    return power;
  }
  power.supply = supply_for(*draw, power.sustained_watts);
  power.wall_watts = wall_draw(power.sustained_watts, power.supply->recommended_watts);
  if (power.supply->units > 1) {
    power.warnings.push_back({MessageId::warning_supplies,
                              {{"units", power.supply->units},
                               {"watts", power.supply->recommended_watts / power.supply->units}}});
  }
  warn_of_circuit(power);
  warn_of_cables(rig, power);
  return power;
}

}  // namespace vramcalc::hardware
