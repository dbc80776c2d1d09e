// Does it fit on these cards?
//
// The one place where bytes are compared with cards. A verdict is about the worst card.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/verdict.h>
#include <vramcalc/hardware/power_supply.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/hardware/system_memory.h>

namespace vramcalc::advise {

/// The most cards that a search tries.
inline constexpr std::uint64_t most_cards = 16;

/// One kind of card and a number of them.
struct Fit {
  hardware::Gpu gpu;
  std::uint64_t cards = 1;
  Verdict verdict = Verdict::no;
  Bytes per_card;          // expected, of the fullest card
  Bytes usable_per_card;   // of it, without the reserve, what is in use and the driver's part
  double utilization = 0;  // per_card ÷ usable_per_card
  std::optional<hardware::SystemMemory> ram;
  std::optional<hardware::Power> power;
};

/// One card of a rig that somebody named.
struct DeviceFit {
  std::string device;  // "gpu0"
  hardware::Gpu gpu;
  Bytes total;
  Bytes usable;  // visible memory without the reserve, the driver's part and what is in use
  Bytes driver;  // what it takes beside the engine
  std::optional<Bytes> in_use;  // by other programs now; absent where nobody looked
  double utilization = 0;
  Verdict verdict = Verdict::no;
};

/// The main memory of a computer that somebody named.
struct HostFit {
  Bytes installed;
  Bytes needed;  // kept while the engine runs, or passing through while it loads
  Bytes usable;  // without the operating system, the process and what the cards share there
  double utilization = 0;
  Verdict verdict = Verdict::no;
};

/// `held`: what the engine keeps there while it runs; `in_use`: what other programs and the system
/// hold now.
[[nodiscard]] HostFit fit_host(Bytes installed, const hardware::Rig& rig, Bytes weights,
                               const memory::Interval& held, Bytes in_use = {});

[[nodiscard]] Fit fit_on(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t cards);

/// The fewest cards that hold it, starting from `from`; nothing up to `most`.
[[nodiscard]] std::optional<Fit> fewest_cards(const Demand& demand, const hardware::Gpu& gpu,
                                              std::uint64_t from = 1,
                                              std::uint64_t most = most_cards);

/// The rows of the fit table for one kind of card: the number named and, where that does not hold
/// it, the fewest that do, or a last row with verdict `no` at `most_cards`. Numbers over
/// which the engine cannot spread the model are left out, the named one is refused with its reason.
/// Further cards are taken to be free.
[[nodiscard]] std::vector<Fit> fit_rows(const Demand& demand, const hardware::RigCards& named);

/// Every card of a rig with what it holds.
[[nodiscard]] std::vector<DeviceFit> fit_devices(const Demand& demand, const hardware::Rig& rig);

/// The worst verdict of the devices.
[[nodiscard]] Verdict worst(const std::vector<DeviceFit>& devices);

}  // namespace vramcalc::advise
