#include "advise/recommend/candidates.h"

#include <algorithm>
#include <utility>

#include <vramcalc/core/error.h>

#include "advise/search.h"

namespace vramcalc::advise {
namespace {

std::optional<std::uint64_t> price_of(const hardware::Rig& rig) {
  std::uint64_t sum = 0;
  for (const hardware::RigCards& kind : rig.kinds) {
    const std::optional<std::uint64_t> price = hardware::price_usd(kind.gpu);
    if (!price) {
      return std::nullopt;
    }
    sum += *price * kind.count;
  }
  return sum;
}

std::optional<std::uint64_t> board_power_of(const hardware::Rig& rig) {
  std::uint64_t sum = 0;
  for (const hardware::RigCards& kind : rig.kinds) {
    if (!kind.gpu.board_power_watts) {
      return std::nullopt;
    }
    sum += *kind.gpu.board_power_watts * kind.count;
  }
  return sum;
}

bool is_within(const std::optional<std::uint64_t>& value,
               const std::optional<std::uint64_t>& limit) {
  return !limit || (value && *value <= *limit);
}

// A card of unknown width is taken for none.
bool covers_slots(const hardware::Rig& rig, const std::optional<std::uint64_t>& slots) {
  if (!slots) {
    return true;
  }
  std::uint64_t sum = 0;
  for (const hardware::RigCards& kind : rig.kinds) {
    sum += kind.gpu.slot_width.value_or(*slots + 1) * kind.count;
  }
  return sum <= *slots;
}

bool feeds(const std::optional<hardware::Power>& power, const Limits& limits) {
  if (!limits.circuit_watts && !limits.supply_watts) {
    return true;
  }
  return power && (!limits.circuit_watts || power->wall_watts <= *limits.circuit_watts) &&
         (!limits.supply_watts ||
          (power->supply && power->supply->minimum_watts <= *limits.supply_watts));
}

Fit fit_of(const std::vector<DeviceFit>& devices, const hardware::Rig& rig) {
  const DeviceFit& fullest = *std::max_element(
      devices.begin(), devices.end(),
      [](const DeviceFit& a, const DeviceFit& b) { return a.utilization < b.utilization; });
  Fit fit;
  fit.gpu = rig.kinds.front().gpu;
  fit.cards = rig.kinds.front().count;
  fit.verdict = worst(devices);
  fit.per_card = fullest.total;
  fit.usable_per_card = fullest.usable;
  fit.utilization = fullest.utilization;
  return fit;
}

Bytes free_on(const std::vector<DeviceFit>& devices) {
  Bytes free;
  for (const DeviceFit& device : devices) {
    free += device.usable - std::min(device.total, device.usable);
  }
  return free;
}

}  // namespace

bool Candidates::within_limits(const hardware::Rig& rig) const {
  const Limits& limits = request_->limits;
  return is_within(board_power_of(rig), limits.max_power_watts) &&
         is_within(price_of(rig), limits.budget_usd) && covers_slots(rig, limits.slots);
}

// Most rigs are far too small: what all cards together must hold says so without an estimate.
bool Candidates::may_hold(const Demand& demand, const hardware::Rig& rig) const {
  return least_on_cards(demand.estimate()) <= hardware::visible_memory(rig);
}

std::optional<Pick> Candidates::held(const Demand& demand, const hardware::Rig& rig,
                                     Verdict wanted) {
  const memory::Question& question = demand.question();
  const std::vector<DeviceFit> devices = fit_devices(demand, rig);
  Pick pick;
  pick.fit = fit_of(devices, rig);
  if (pick.fit.verdict > wanted || pick.fit.utilization > 1.0 - request_->limits.headroom) {
    return std::nullopt;
  }
  pick.fit.power = hardware::power(rig);
  if (!feeds(pick.fit.power, request_->limits)) {
    was_beyond_circuit_ = true;
    return std::nullopt;
  }
  const std::vector<memory::GpuMemory> gpus = gpus_of(rig);
  const memory::Estimate estimate =
      question.model.has_layers() ? memory::estimate(question, gpus) : demand.estimate();
  pick.speed = speed(question, estimate, rig, request_->prompt_tokens);
  if (const auto least = request_->limits.min_tokens_per_second;
      least && (!pick.speed || pick.speed->decode.expected < *least)) {
    was_too_slow_ = true;
    return std::nullopt;
  }
  pick.format = question.format;
  pick.rig = rig;
  pick.free = free_on(devices);
  pick.price_usd = price_of(rig);
  pick.board_power_watts = board_power_of(rig);
  pick.fit.ram = hardware::system_memory(rig, estimate.weights,
                                         memory::total_on(estimate, memory::host_device).low);
  return pick;
}

// The format of most bits that holds: they come in that order, and fewer bits never take more nor
// are slower.
std::optional<Pick> Candidates::on(const hardware::Rig& rig, Verdict wanted) {
  std::optional<Pick> best;
  static_cast<void>(largest_that(demands_->size(), [&](std::uint64_t fewer) {
    const Demand& demand = (*demands_)[demands_->size() - fewer];
    std::optional<Pick> pick =
        may_hold(demand, rig) ? held_or_refused(demand, rig, wanted) : std::nullopt;
    const bool holds = pick.has_value();
    if (holds) {
      best = std::move(pick);
    }
    return holds;
  }));
  return best;
}

// Nothing for a number of cards over which the engine cannot spread the model.
std::optional<Pick> Candidates::held_or_refused(const Demand& demand, const hardware::Rig& rig,
                                                Verdict wanted) {
  try {
    return held(demand, rig, wanted);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return std::nullopt;
  }
}

std::optional<Pick> Candidates::smallest(const hardware::Gpu& gpu, Verdict wanted) {
  const Limits& limits = request_->limits;
  const std::uint64_t most = hardware::can_be_combined(gpu) ? limits.most_cards : 1;
  for (std::uint64_t cards = limits.fewest_cards; cards <= most; ++cards) {
    const hardware::Rig rig{{{gpu, cards}}};
    if (!within_limits(rig)) {
      return std::nullopt;
    }
    if (std::optional<Pick> pick = on(rig, wanted)) {
      return pick;
    }
  }
  return std::nullopt;
}

bool Candidates::is_possible(const hardware::Gpu& gpu) {
  const Limits& limits = request_->limits;
  if (!demands_->front().runs_on(gpu)) {
    ++left_out_.of_other_engines;
    return false;
  }
  left_out_.without_price += limits.budget_usd && !hardware::price_usd(gpu) ? 1U : 0U;
  left_out_.without_power += limits.max_power_watts && !gpu.board_power_watts ? 1U : 0U;
  if (limits.min_tokens_per_second && !gpu.bandwidth_gb_per_s) {
    ++left_out_.without_speed;
    return false;
  }
  if (!covers_slots({{{gpu, limits.fewest_cards}}}, limits.slots)) {
    ++left_out_.too_wide;
    return false;
  }
  return true;
}

std::optional<Pick> Candidates::of_kind(const hardware::Gpu& gpu) {
  if (!is_possible(gpu)) {
    return std::nullopt;
  }
  was_too_slow_ = false;
  was_beyond_circuit_ = false;
  std::optional<Pick> pick = smallest(gpu, Verdict::fits);
  if (!pick) {
    pick = smallest(gpu, Verdict::tight);
  }
  if (!pick) {
    left_out_.too_slow += was_too_slow_ ? 1U : 0U;
    left_out_.beyond_circuit += was_beyond_circuit_ && !was_too_slow_ ? 1U : 0U;
  }
  return pick;
}

std::optional<Pick> Candidates::of_two_kinds(const hardware::Gpu& first,
                                             const hardware::Gpu& second) {
  const std::uint64_t most = request_->limits.most_cards;
  for (std::uint64_t cards = std::max<std::uint64_t>(request_->limits.fewest_cards, 2);
       cards <= most; ++cards) {
    if (cards % 2 == 0 && second.id < first.id) {
      continue;  // the same rig as of the second and the first
    }
    const hardware::Rig rig{{{first, cards - cards / 2}, {second, cards / 2}}};
    if (!within_limits(rig)) {
      return std::nullopt;
    }
    if (std::optional<Pick> pick = on(rig, Verdict::fits)) {
      return pick;
    }
  }
  return std::nullopt;
}

}  // namespace vramcalc::advise
