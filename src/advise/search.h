// Looking for a border between what holds and what does not.
#pragma once

#include <cstdint>

namespace vramcalc::advise {

/// The largest number from 1 to `most` that holds and whose successor does not; 0 where 1 does not.
/// `holds` is asked of as few numbers as it takes, of the answer always.
template <typename Predicate>
[[nodiscard]] std::uint64_t largest_that(std::uint64_t most, Predicate holds) {
  if (holds(most)) {
    return most;
  }
  std::uint64_t below = 0;  // holds, or is 0
  std::uint64_t above = most;
  while (above - below > 1) {
    const std::uint64_t middle = below + (above - below) / 2;
    (holds(middle) ? below : above) = middle;
  }
  return below;
}

}  // namespace vramcalc::advise
