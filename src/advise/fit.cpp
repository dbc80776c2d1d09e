#include <vramcalc/advise/fit.h>

#include <algorithm>

#include "advise/card_fits.h"

namespace vramcalc::advise {
namespace {

LoadedRig loaded(const Demand& demand, const hardware::Rig& rig) {
  const RigLoad load = demand.on(rig);
  LoadedRig loaded;
  for (const hardware::RigCards& kind : rig.kinds) {
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      const Bytes usable = demand.usable(kind, i);
      const CardLoad& card = load.cards.at(loaded.cards.size());
      loaded.cards.push_back({card.holds.expected, card.driver.expected, usable_of(card, usable),
                              verdict_on(card, usable)});
    }
  }
  loaded.host = load.host.low;
  loaded.weights = demand.estimate().weights;
  return loaded;
}

LoadOn load_of(const Demand& demand) {
  return [&demand](const hardware::Rig& rig) { return loaded(demand, rig); };
}

}  // namespace

Fit fit_on(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t cards) {
  return fit_on(load_of(demand), {gpu, cards});
}

std::optional<Fit> fewest_cards(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t from,
                                std::uint64_t most) {
  const std::optional<std::uint64_t> fewest = demand.fewest_conceivable(gpu);
  return fewest ? fewest_cards(load_of(demand), {gpu, std::max(from, *fewest)}, most)
                : std::nullopt;
}

std::vector<Fit> fit_rows(const Demand& demand, const hardware::RigCards& named) {
  return fit_rows(load_of(demand), named, demand.fewest_conceivable(named.gpu));
}

std::vector<DeviceFit> fit_devices(const Demand& demand, const hardware::Rig& rig) {
  return fit_devices(loaded(demand, rig), rig);
}

HostFit fit_host(Bytes installed, const hardware::Rig& rig, Bytes weights,
                 const memory::Interval& held, Bytes in_use) {
  const memory::Interval needed{hardware::needed_system_memory(weights, held.low),
                                hardware::needed_system_memory(weights, held.expected),
                                hardware::needed_system_memory(weights, held.high)};
  HostFit fit;
  fit.installed = installed;
  fit.needed = needed.expected;
  fit.usable = hardware::usable_system_memory(installed, rig, in_use);
  fit.utilization = fraction(fit.needed, fit.usable);
  fit.verdict = verdict(needed, fit.usable);
  return fit;
}

Verdict worst(const std::vector<DeviceFit>& devices) {
  Verdict worst = Verdict::fits;
  for (const DeviceFit& device : devices) {
    worst = std::max(worst, device.verdict);
  }
  return worst;
}

}  // namespace vramcalc::advise
