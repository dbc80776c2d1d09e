#include "advise/rig_check.h"

#include <algorithm>

#include <vramcalc/advise/fit.h>
#include <vramcalc/core/error.h>

namespace vramcalc::advise {

RigCheck::RigCheck(const Machine& machine) : machine_(machine), gpus_(gpus_of(machine.rig)) {
  for (const hardware::RigCards& kind : machine.rig.kinds) {
    for (std::uint64_t card = 0; card < kind.count; ++card) {
      const Bytes free = machine.reserve.value_or(usual_reserve(kind, card));
      usable_.push_back(usable_memory(kind, card, free));
      reserve_ = std::max(reserve_, free);
    }
  }
}

std::optional<memory::Estimate> RigCheck::estimate(const memory::Question& question) const {
  try {
    return memory::estimate(question, gpus_);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) {
      throw;
    }
    return std::nullopt;  // settings that the engine refuses do not fit
  }
}

Verdict RigCheck::verdict(const memory::Estimate& estimate) const {
  const RigLoad load = load_on(estimate, machine_.rig);
  Verdict worst = Verdict::fits;
  for (std::size_t card = 0; card < usable_.size() && worst != Verdict::no; ++card) {
    worst = std::max(worst, verdict_on(load.cards[card], usable_[card]));
  }
  if (machine_.installed_ram) {
    worst = std::max(worst, fit_host(*machine_.installed_ram, machine_.rig, estimate.weights,
                                     load.host, machine_.ram_in_use)
                                .verdict);
  }
  return worst;
}

Verdict RigCheck::verdict(const memory::Question& question) const {
  const std::optional<memory::Estimate> found = estimate(question);
  return found ? verdict(*found) : Verdict::no;
}

bool RigCheck::overfills(const memory::Estimate& estimate) const {
  const RigLoad load = load_on(estimate, machine_.rig);
  for (std::size_t card = 0; card < usable_.size(); ++card) {
    if (load.cards[card].holds.expected > usable_of(load.cards[card], usable_[card])) {
      return true;
    }
  }
  return false;
}

bool RigCheck::holds(const memory::Question& question) const {
  return verdict(question) == Verdict::fits;
}

}  // namespace vramcalc::advise
