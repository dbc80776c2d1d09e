#include "advise/together/set_fit.h"

#include <algorithm>

#include <vramcalc/core/error.h>

namespace vramcalc::advise {
namespace {

Bytes left_of(Bytes usable, Bytes drivers) {
  return usable - std::min(usable, drivers);
}

Fit fit_of(std::span<const EstimateRequest> models, const hardware::Gpu& gpu, std::uint64_t cards) {
  const hardware::Rig rig{{{gpu, cards}}};
  const SetLoad set = load_set(models, rig);
  Fit fit;
  fit.gpu = gpu;
  fit.cards = cards;
  const Bytes usable = usable_memory(gpu, models.front().reserve.value_or(Bytes{}));
  fit.usable_per_card = usable;
  fit.verdict = Verdict::fits;
  for (std::size_t card = 0; card < cards; ++card) {
    fit.per_card = std::max(fit.per_card, holds_on(set, card).expected);
    fit.usable_per_card =
        std::min(fit.usable_per_card, left_of(usable, drivers_on(set, card).expected));
    fit.verdict = std::max(fit.verdict, verdict_on(set, card, usable));
  }
  fit.utilization = fraction(fit.per_card, fit.usable_per_card);
  fit.ram = hardware::system_memory(rig, largest_weights(set), host_of(set).low);
  fit.power = hardware::power(rig);
  return fit;
}

// Nothing for a number of cards over which an engine cannot spread its model.
std::optional<Fit> possible_fit(std::span<const EstimateRequest> models, const hardware::Gpu& gpu,
                                std::uint64_t cards) {
  try {
    return fit_of(models, gpu, cards);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return std::nullopt;
  }
}

// A number below which cards of this kind cannot hold them; nothing where no number can.
std::optional<std::uint64_t> fewest_conceivable(std::span<const EstimateRequest> models,
                                                const hardware::Gpu& gpu) {
  const Bytes most = usable_memory(gpu, models.front().reserve.value_or(Bytes{}));
  if (most == Bytes{}) {
    return std::nullopt;
  }
  Bytes least;
  for (const EstimateRequest& model : models) {
    least += least_on_cards(memory::estimate(question_of(model)));
  }
  return share_of(least, most.count()).count();
}

}  // namespace

std::vector<DeviceFit> set_devices(const SetLoad& set, const hardware::Rig& rig, Bytes reserve) {
  std::vector<DeviceFit> devices;
  for (const hardware::RigCards& kind : rig.kinds) {
    const Bytes usable = usable_memory(kind.gpu, reserve);
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      const std::size_t card = devices.size();
      const Bytes taken = holds_on(set, card).expected;
      const Bytes drivers = drivers_on(set, card).expected;
      const Bytes left = left_of(usable, drivers);
      devices.push_back({memory::name_of({static_cast<std::uint32_t>(card)}), kind.gpu, taken, left,
                         drivers, fraction(taken, left), verdict_on(set, card, usable)});
    }
  }
  return devices;
}

std::vector<Fit> set_rows(std::span<const EstimateRequest> models,
                          const hardware::RigCards& named) {
  std::vector<Fit> rows{fit_of(models, named.gpu, named.count)};
  const std::uint64_t most = hardware::can_be_combined(named.gpu) ? most_cards : 1;
  if (rows.front().verdict != Verdict::no || named.count >= most) {
    return rows;
  }
  const std::uint64_t fewest = fewest_conceivable(models, named.gpu).value_or(most);
  for (std::uint64_t cards = std::max(named.count + 1, fewest); cards <= most; ++cards) {
    std::optional<Fit> more = possible_fit(models, named.gpu, cards);
    if (more && more->verdict != Verdict::no) {
      rows.push_back(*std::move(more));
      return rows;
    }
  }
  if (std::optional<Fit> all = possible_fit(models, named.gpu, most)) {
    rows.push_back(*std::move(all));
  }
  return rows;
}

}  // namespace vramcalc::advise
