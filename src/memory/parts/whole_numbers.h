// Whole numbers that are shared out or padded.
#pragma once

#include <cstdint>

namespace vramcalc::memory {

/// whole ÷ parts, rounded up.
[[nodiscard]] constexpr std::uint64_t divided_up(std::uint64_t whole, std::uint64_t parts) {
  return whole / parts + (whole % parts == 0 ? 0 : 1);
}

/// The next whole multiple of `step`.
[[nodiscard]] constexpr std::uint64_t rounded_up(std::uint64_t number, std::uint64_t step) {
  return divided_up(number, step) * step;
}

}  // namespace vramcalc::memory
