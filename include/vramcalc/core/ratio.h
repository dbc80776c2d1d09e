// An exact positive fraction, for factors that people write in decimals (1.3) and for storage
// types (18 bytes per 32 elements). A `double` would make 35 GB × 1.3 a matter of rounding.
#pragma once

#include <cstdint>

namespace vramcalc {

struct Ratio {
  std::uint64_t numerator = 1;
  std::uint64_t denominator = 1;  // never 0

  [[nodiscard]] constexpr double value() const {
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }

  /// Same value; 1/2 equals 2/4. Both products stay far below 2^64 for the factors used here.
  friend constexpr bool operator==(Ratio a, Ratio b) {
    return a.numerator * b.denominator == b.numerator * a.denominator;
  }
  friend constexpr bool operator<(Ratio a, Ratio b) {
    return a.numerator * b.denominator < b.numerator * a.denominator;
  }
};

}  // namespace vramcalc
