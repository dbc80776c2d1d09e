// A release of an engine, where its rules changed from one to the next.
#pragma once

#include <compare>
#include <cstdint>

namespace vramcalc::memory {

/// "0.21" is {0, 21}; patch levels change no rule.
struct Release {
  std::uint32_t major_number = 0;
  std::uint32_t minor_number = 0;

  friend constexpr bool operator==(const Release&, const Release&) = default;
  friend constexpr auto operator<=>(const Release&, const Release&) = default;
};

}  // namespace vramcalc::memory
