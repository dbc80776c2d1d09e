// Assumptions of several answers that are one and the same.
#pragma once

#include <algorithm>
#include <vector>

#include <vramcalc/core/assumption.h>

namespace vramcalc::advise {

[[nodiscard]] inline bool holds(const std::vector<Assumption>& assumptions,
                                const Assumption& wanted) {
  return std::any_of(assumptions.begin(), assumptions.end(), [&](const Assumption& assumption) {
    return assumption.option == wanted.option && assumption.value == wanted.value &&
           render(assumption.why) == render(wanted.why);
  });
}

}  // namespace vramcalc::advise
