// Whether two rigs are one and the same.
#pragma once

#include <algorithm>
#include <vector>

#include <vramcalc/hardware/rig.h>

namespace vramcalc::advise {

/// The same kinds in the same order and numbers, as full as each other; an id may stand for another
/// memory.
[[nodiscard]] inline bool have_same_cards(const std::vector<hardware::RigCards>& a,
                                          const std::vector<hardware::RigCards>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const hardware::RigCards& x, const hardware::RigCards& y) {
                      return x.gpu.id == y.gpu.id && x.count == y.count && x.in_use == y.in_use &&
                             hardware::visible_memory(x.gpu).bytes ==
                                 hardware::visible_memory(y.gpu).bytes;
                    });
}

}  // namespace vramcalc::advise
