// Settings that a plan may come to, and how well the rig holds them.
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/question.h>

#include "advise/rig_check.h"

namespace vramcalc::advise {

/// Better is less.
enum class Comfort : std::uint8_t {
  roomy,  // the high figure fits, and what a system usually needs stays free
  fits,   // the high figure fits
  tight,  // the expected one does
  no,
};

struct Attempt {
  memory::Question question;
  std::vector<Assumption> decisions;  // what was decided on the way here
  Comfort comfort = Comfort::no;
};

/// The rig, asked with and without what a system usually needs.
class RigComfort {
 public:
  explicit RigComfort(const Machine& machine)
      : usual_(machine), bare_(without_usual_reserve(machine)) {}

  [[nodiscard]] Comfort of(const memory::Question& question) const {
    const std::optional<memory::Estimate> estimate = bare_.estimate(question);
    if (!estimate) {
      return Comfort::no;
    }
    switch (bare_.verdict(*estimate)) {
      case Verdict::fits:
        return usual_.verdict(*estimate) == Verdict::fits ? Comfort::roomy : Comfort::fits;
      case Verdict::tight:
        return bare_.overfills(*estimate) ? Comfort::no : Comfort::tight;
      case Verdict::no:
        break;
    }
    return Comfort::no;
  }

  /// With what a system usually needs.
  [[nodiscard]] const RigCheck& usual() const { return usual_; }
  [[nodiscard]] std::size_t cards() const { return usual_.usable().size(); }

 private:
  static Machine without_usual_reserve(Machine machine) {
    machine.reserve = machine.reserve.value_or(Bytes{});
    return machine;
  }

  RigCheck usual_;
  RigCheck bare_;
};

}  // namespace vramcalc::advise
