#include <vramcalc/advise/fit.h>

#include <algorithm>

namespace vramcalc::advise {
namespace {

memory::Interval per_card(const memory::Interval& need, std::uint64_t cards) {
  const Bytes shared = cards > 1 ? interconnect_share : Bytes{};
  return {share_of(need.low, cards) + shared, share_of(need.expected, cards) + shared,
          share_of(need.high, cards) + shared};
}

std::uint64_t most_of(const hardware::Gpu& gpu, std::uint64_t most) {
  return hardware::can_be_combined(gpu) ? most : 1;
}

}  // namespace

Verdict verdict(const memory::Interval& need, Bytes usable) {
  if (need.high <= usable) {
    return Verdict::fits;
  }
  return need.expected <= usable ? Verdict::tight : Verdict::no;
}

Fit fit_on(const memory::Estimate& estimate, const hardware::Gpu& gpu, std::uint64_t cards) {
  const memory::Interval need = per_card(memory::total(estimate), cards);
  const hardware::Rig rig{{{gpu, cards}}};
  Fit fit;
  fit.gpu = gpu;
  fit.cards = cards;
  fit.per_card = need.expected;
  fit.usable_per_card = hardware::visible_memory(gpu).bytes;
  fit.verdict = verdict(need, fit.usable_per_card);
  fit.utilization = fraction(fit.per_card, fit.usable_per_card);
  fit.ram = hardware::system_memory(rig, estimate.weights);
  fit.power = hardware::power(rig);
  return fit;
}

std::optional<Fit> fewest_cards(const memory::Estimate& estimate, const hardware::Gpu& gpu,
                                std::uint64_t from, std::uint64_t most) {
  const memory::Interval need = memory::total(estimate);
  const Bytes usable = hardware::visible_memory(gpu).bytes;
  for (std::uint64_t cards = from; cards <= most_of(gpu, most); ++cards) {
    if (verdict(per_card(need, cards), usable) != Verdict::no) {
      return fit_on(estimate, gpu, cards);
    }
  }
  return std::nullopt;
}

std::vector<Fit> fit_rows(const memory::Estimate& estimate, const hardware::Gpu& gpu,
                          std::uint64_t named) {
  std::vector<Fit> rows{fit_on(estimate, gpu, named)};
  if (rows.front().verdict != Verdict::no) {
    return rows;
  }
  const std::uint64_t most = most_of(gpu, most_cards);
  if (std::optional<Fit> more = fewest_cards(estimate, gpu, named + 1)) {
    rows.push_back(*std::move(more));
  } else if (named < most) {
    rows.push_back(fit_on(estimate, gpu, most));
  }
  return rows;
}

std::vector<DeviceFit> fit_devices(const memory::Estimate& estimate, const hardware::Rig& rig) {
  const memory::Interval need = memory::total(estimate);
  const Bytes all = hardware::visible_memory(rig);
  const Bytes shared = hardware::card_count(rig) > 1 ? interconnect_share : Bytes{};
  std::vector<DeviceFit> devices;
  for (const hardware::RigCards& kind : rig.kinds) {
    const Bytes usable = hardware::visible_memory(kind.gpu).bytes;
    const memory::Interval share{share_of(need.low, usable, all) + shared,
                                 share_of(need.expected, usable, all) + shared,
                                 share_of(need.high, usable, all) + shared};
    for (std::uint64_t i = 0; i < kind.count; ++i) {
      devices.push_back({"gpu" + std::to_string(devices.size()), kind.gpu, share.expected, usable,
                         fraction(share.expected, usable), verdict(share, usable)});
    }
  }
  return devices;
}

Verdict worst(const std::vector<DeviceFit>& devices) {
  Verdict worst = Verdict::fits;
  for (const DeviceFit& device : devices) {
    worst = std::max(worst, device.verdict);
  }
  return worst;
}

}  // namespace vramcalc::advise
