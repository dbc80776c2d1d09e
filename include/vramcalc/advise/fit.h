// Does it fit on these cards?
//
// The one place where bytes are compared with cards. A verdict is about the worst card: it `fits`
// when the high estimate fits, is `tight` when only the expected one does, else `no`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/hardware/power_supply.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/hardware/system_memory.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::advise {

enum class Verdict : std::uint8_t { fits, tight, no };

/// The most cards that a search tries.
inline constexpr std::uint64_t most_cards = 16;

/// What every card of a set gives to the traffic between them: 0.4 GiB, in the per-card figure
/// and not in the total.
inline constexpr Bytes interconnect_share{429'496'730};

/// One kind of card and a number of them.
struct Fit {
  hardware::Gpu gpu;
  std::uint64_t cards = 1;
  Verdict verdict = Verdict::no;
  Bytes per_card;
  Bytes usable_per_card;
  double utilization = 0;  // per_card ÷ usable_per_card
  std::optional<hardware::SystemMemory> ram;
  std::optional<hardware::Power> power;
};

/// One card of a rig that somebody named.
struct DeviceFit {
  std::string device;  // "gpu0"
  hardware::Gpu gpu;
  Bytes total;
  Bytes usable;
  double utilization = 0;
  Verdict verdict = Verdict::no;
};

[[nodiscard]] Verdict verdict(const memory::Interval& need, Bytes usable);

[[nodiscard]] Fit fit_on(const memory::Estimate& estimate, const hardware::Gpu& gpu,
                         std::uint64_t cards);

/// The fewest cards that hold it, starting from `from`; nothing up to `most`.
[[nodiscard]] std::optional<Fit> fewest_cards(const memory::Estimate& estimate,
                                              const hardware::Gpu& gpu, std::uint64_t from = 1,
                                              std::uint64_t most = most_cards);

/// The rows of the fit table for one kind of card: the number named and, where that does not hold
/// it, the fewest that do, or a last row with verdict `no` at `most_cards`.
[[nodiscard]] std::vector<Fit> fit_rows(const memory::Estimate& estimate, const hardware::Gpu& gpu,
                                        std::uint64_t named);

/// Every card of a rig, each with its share in proportion to its memory.
[[nodiscard]] std::vector<DeviceFit> fit_devices(const memory::Estimate& estimate,
                                                 const hardware::Rig& rig);

/// The worst verdict of the devices.
[[nodiscard]] Verdict worst(const std::vector<DeviceFit>& devices);

}  // namespace vramcalc::advise
