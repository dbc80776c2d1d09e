// Whether a machine holds what a question takes, asked again and again while settings are looked
// for.
#pragma once

#include <optional>
#include <vector>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/room.h>
#include <vramcalc/advise/verdict.h>

namespace vramcalc::advise {

class RigCheck {
 public:
  explicit RigCheck(const Machine& machine);

  /// What stays free on every card; where cards differ, the most of any.
  [[nodiscard]] Bytes reserve() const { return reserve_; }

  /// The estimate on this rig; nothing where the engine refuses the settings.
  [[nodiscard]] std::optional<memory::Estimate> estimate(const memory::Question& question) const;

  /// Of the worst device, main memory included where it was named.
  [[nodiscard]] Verdict verdict(const memory::Estimate& estimate) const;
  [[nodiscard]] Verdict verdict(const memory::Question& question) const;
  [[nodiscard]] bool holds(const memory::Question& question) const;

  /// Whether some card would hold more than it has: what a server takes beside its budget may be
  /// `tight` and yet come to that.
  [[nodiscard]] bool overfills(const memory::Estimate& estimate) const;

  /// Of every card, what the engine can fill.
  [[nodiscard]] const std::vector<Bytes>& usable() const { return usable_; }
  [[nodiscard]] const hardware::Rig& rig() const { return machine_.rig; }

 private:
  Machine machine_;
  std::vector<memory::GpuMemory> gpus_;
  std::vector<Bytes> usable_;
  Bytes reserve_;
};

}  // namespace vramcalc::advise
