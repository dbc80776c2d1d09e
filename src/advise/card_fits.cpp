#include "advise/card_fits.h"

#include <algorithm>
#include <utility>

#include <vramcalc/core/error.h>

namespace vramcalc::advise {
namespace {

std::uint64_t most_of(const hardware::Gpu& gpu, std::uint64_t most) {
  return hardware::can_be_combined(gpu) ? most : 1;
}

hardware::RigCards with_count(hardware::RigCards cards, std::uint64_t count) {
  cards.count = count;
  return cards;
}

bool is_fuller(const LoadedCard& a, const LoadedCard& b) {
  const auto product = [](Bytes x, Bytes y) {
    return static_cast<double>(x.count()) * static_cast<double>(y.count());
  };
  return product(a.holds, b.usable) > product(b.holds, a.usable);
}

// How the cards are loaded, without the machine around them.
struct Loaded {
  Fit fit;
  Bytes host;
  Bytes weights;
};

Loaded load(const LoadOn& load_on, const hardware::RigCards& cards) {
  const LoadedRig rig = load_on({{cards}});
  Loaded loaded;
  Fit& fit = loaded.fit;
  fit.gpu = cards.gpu;
  fit.cards = cards.count;
  fit.verdict = Verdict::fits;
  const LoadedCard* fullest = rig.cards.data();
  for (const LoadedCard& card : rig.cards) {
    fullest = is_fuller(card, *fullest) ? &card : fullest;
    fit.verdict = std::max(fit.verdict, card.verdict);
  }
  fit.per_card = fullest->holds;
  fit.usable_per_card = fullest->usable;
  fit.utilization = fraction(fit.per_card, fit.usable_per_card);
  loaded.host = rig.host;
  loaded.weights = rig.weights;
  return loaded;
}

// Nothing for a number of cards over which an engine cannot spread its model.
std::optional<Loaded> possible_load(const LoadOn& load_on, const hardware::RigCards& cards) {
  try {
    return load(load_on, cards);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return std::nullopt;
  }
}

Fit with_machine(Loaded loaded) {
  const hardware::Rig rig{{{loaded.fit.gpu, loaded.fit.cards}}};
  loaded.fit.ram = hardware::system_memory(rig, loaded.weights, loaded.host);
  loaded.fit.power = hardware::power(rig);
  return std::move(loaded.fit);
}

}  // namespace

Fit fit_on(const LoadOn& load_on, const hardware::RigCards& cards) {
  return with_machine(load(load_on, cards));
}

std::optional<Fit> fewest_cards(const LoadOn& load_on, const hardware::RigCards& first,
                                std::uint64_t most) {
  for (std::uint64_t cards = first.count; cards <= most_of(first.gpu, most); ++cards) {
    std::optional<Loaded> loaded = possible_load(load_on, with_count(first, cards));
    if (loaded && loaded->fit.verdict != Verdict::no) {
      return with_machine(*std::move(loaded));
    }
  }
  return std::nullopt;
}

std::vector<Fit> fit_rows(const LoadOn& load_on, const hardware::RigCards& named,
                          std::optional<std::uint64_t> fewest) {
  std::vector<Fit> rows{fit_on(load_on, named)};
  if (rows.front().verdict != Verdict::no) {
    return rows;
  }
  std::optional<Fit> more;
  if (fewest) {
    more = fewest_cards(load_on, with_count(named, std::max(named.count + 1, *fewest)), most_cards);
  }
  const std::uint64_t most = most_of(named.gpu, most_cards);
  if (more) {
    rows.push_back(*std::move(more));
  } else if (named.count < most) {
    if (std::optional<Loaded> all = possible_load(load_on, with_count(named, most))) {
      rows.push_back(with_machine(*std::move(all)));
    }
  }
  return rows;
}

std::vector<DeviceFit> fit_devices(const LoadedRig& loaded, const hardware::Rig& rig) {
  std::vector<DeviceFit> devices;
  for (const hardware::RigCards& kind : rig.kinds) {
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      const LoadedCard& card = loaded.cards.at(devices.size());
      const memory::Device device{static_cast<std::uint32_t>(devices.size())};
      devices.push_back({memory::name_of(device), kind.gpu, card.holds, card.usable, card.driver,
                         hardware::in_use(kind, i), fraction(card.holds, card.usable),
                         card.verdict});
    }
  }
  return devices;
}

}  // namespace vramcalc::advise
