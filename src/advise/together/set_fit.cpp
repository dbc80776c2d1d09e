#include "advise/together/set_fit.h"

#include <algorithm>

#include "advise/card_fits.h"
#include "advise/same_cards.h"

namespace vramcalc::advise {
namespace {

LoadedRig loaded(const SetLoad& set, const hardware::Rig& rig, Bytes reserve) {
  LoadedRig loaded;
  for (const hardware::RigCards& kind : rig.kinds) {
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      const Bytes usable = usable_memory(kind, i, reserve);
      const std::size_t card = loaded.cards.size();
      const Bytes drivers = drivers_on(set, card).expected;
      loaded.cards.push_back({holds_on(set, card).expected, drivers,
                              usable - std::min(usable, drivers), verdict_on(set, card, usable)});
    }
  }
  loaded.host = host_of(set).low;
  loaded.weights = largest_weights(set);
  return loaded;
}

}  // namespace

std::vector<DeviceFit> set_devices(const SetLoad& set, const hardware::Rig& rig, Bytes reserve) {
  return fit_devices(loaded(set, rig, reserve), rig);
}

std::vector<Fit> set_rows(std::span<const EstimateRequest> models, const hardware::RigCards& named,
                          const SetRow& known) {
  const Bytes reserve = models.front().reserve.value_or(Bytes{});
  const auto load_on = [&](const hardware::Rig& rig) {
    const bool is_known =
        known.on_named_rig != nullptr && have_same_cards(models.front().cards, rig.kinds);
    return loaded(is_known ? *known.on_named_rig : load_set(models, rig), rig, reserve);
  };
  const Bytes card = usable_memory(named.gpu, reserve);
  return fit_rows(
      load_on, named,
      card == Bytes{} ? std::nullopt : std::optional{share_of(known.least, card.count()).count()});
}

}  // namespace vramcalc::advise
