#include <vramcalc/advise/fit.h>

#include <algorithm>
#include <utility>

#include <vramcalc/core/error.h>

namespace vramcalc::advise {
namespace {

std::uint64_t most_of(const hardware::Gpu& gpu, std::uint64_t most) {
  return hardware::can_be_combined(gpu) ? most : 1;
}

// How the cards are loaded, without the machine around them.
struct Loaded {
  Fit fit;
  Bytes host;
};

Loaded load(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t cards) {
  const RigLoad rig = demand.on({{{gpu, cards}}});
  Loaded loaded;
  Fit& fit = loaded.fit;
  fit.gpu = gpu;
  fit.cards = cards;
  const Bytes usable = demand.usable(gpu);
  fit.usable_per_card = usable;
  fit.verdict = Verdict::fits;
  for (const CardLoad& card : rig.cards) {
    fit.per_card = std::max(fit.per_card, card.holds.expected);
    fit.usable_per_card = std::min(fit.usable_per_card, usable_of(card, usable));
    fit.verdict = std::max(fit.verdict, verdict_on(card, usable));
  }
  fit.utilization = fraction(fit.per_card, fit.usable_per_card);
  loaded.host = rig.host.low;
  return loaded;
}

// Nothing for a number of cards over which the engine cannot spread the model.
std::optional<Loaded> possible_load(const Demand& demand, const hardware::Gpu& gpu,
                                    std::uint64_t cards) {
  try {
    return load(demand, gpu, cards);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return std::nullopt;
  }
}

Fit with_machine(Loaded loaded, const Demand& demand) {
  const hardware::Rig rig{{{loaded.fit.gpu, loaded.fit.cards}}};
  loaded.fit.ram = hardware::system_memory(rig, demand.estimate().weights, loaded.host);
  loaded.fit.power = hardware::power(rig);
  return std::move(loaded.fit);
}

}  // namespace

Fit fit_on(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t cards) {
  return with_machine(load(demand, gpu, cards), demand);
}

std::optional<Fit> fewest_cards(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t from,
                                std::uint64_t most) {
  const std::optional<std::uint64_t> fewest = demand.fewest_conceivable(gpu);
  if (!fewest) {
    return std::nullopt;
  }
  for (std::uint64_t cards = std::max(from, *fewest); cards <= most_of(gpu, most); ++cards) {
    std::optional<Loaded> loaded = possible_load(demand, gpu, cards);
    if (loaded && loaded->fit.verdict != Verdict::no) {
      return with_machine(*std::move(loaded), demand);
    }
  }
  return std::nullopt;
}

std::vector<Fit> fit_rows(const Demand& demand, const hardware::Gpu& gpu, std::uint64_t named) {
  std::vector<Fit> rows{fit_on(demand, gpu, named)};
  if (rows.front().verdict != Verdict::no) {
    return rows;
  }
  const std::uint64_t most = most_of(gpu, most_cards);
  if (std::optional<Fit> more = fewest_cards(demand, gpu, named + 1)) {
    rows.push_back(*std::move(more));
  } else if (named < most) {
    if (std::optional<Loaded> all = possible_load(demand, gpu, most)) {
      rows.push_back(with_machine(*std::move(all), demand));
    }
  }
  return rows;
}

std::vector<DeviceFit> fit_devices(const Demand& demand, const hardware::Rig& rig) {
  const RigLoad load = demand.on(rig);
  std::vector<DeviceFit> devices;
  for (const hardware::RigCards& kind : rig.kinds) {
    const Bytes usable = demand.usable(kind.gpu);
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      const CardLoad& card = load.cards.at(devices.size());
      const memory::Device device{static_cast<std::uint32_t>(devices.size())};
      const Bytes holds = card.holds.expected;
      const Bytes left = usable_of(card, usable);
      devices.push_back({memory::name_of(device), kind.gpu, holds, left, card.driver.expected,
                         fraction(holds, left), verdict_on(card, usable)});
    }
  }
  return devices;
}

HostFit fit_host(Bytes installed, const hardware::Rig& rig, Bytes weights,
                 const memory::Interval& held) {
  const memory::Interval needed{hardware::needed_system_memory(weights, held.low),
                                hardware::needed_system_memory(weights, held.expected),
                                hardware::needed_system_memory(weights, held.high)};
  HostFit fit;
  fit.installed = installed;
  fit.needed = needed.expected;
  fit.usable = hardware::usable_system_memory(installed, rig);
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
