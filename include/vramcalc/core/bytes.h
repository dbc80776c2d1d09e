// A number of bytes, and nothing else.
//
// `Bytes` never mixes with plain numbers, is never negative and never wraps: arithmetic that
// leaves the range of 64 bits throws `Error` (bad_input), because a wrapped product of sizes read
// from a hostile file would be a wrong answer. It is an integer: sizes are exact until somebody
// scales them by a `Ratio`, which rounds to the nearest byte.
//
//   Bytes weights{35'000'000'000};
//   Bytes total = scaled(weights, Ratio{13, 10});   // 45'500'000'000
#pragma once

#include <compare>
#include <cstdint>

#include <vramcalc/core/ratio.h>

namespace vramcalc {

/// Raises Error(bad_input, size_overflow); kept out of line so that the header needs no Error.
[[noreturn]] void throw_size_overflow();

class Bytes {
 public:
  constexpr Bytes() = default;
  constexpr explicit Bytes(std::uint64_t count) : count_(count) {}

  [[nodiscard]] constexpr std::uint64_t count() const { return count_; }

  friend constexpr auto operator<=>(Bytes, Bytes) = default;

  friend constexpr Bytes operator+(Bytes a, Bytes b) {
    std::uint64_t sum = 0;
    if (__builtin_add_overflow(a.count_, b.count_, &sum)) {
      throw_size_overflow();
    }
    return Bytes{sum};
  }

  /// The difference; throws when `b` is larger, for there is no negative size.
  friend constexpr Bytes operator-(Bytes a, Bytes b) {
    if (b.count_ > a.count_) {
      throw_size_overflow();
    }
    return Bytes{a.count_ - b.count_};
  }

  friend constexpr Bytes operator*(Bytes a, std::uint64_t times) {
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(a.count_, times, &product)) {
      throw_size_overflow();
    }
    return Bytes{product};
  }

  constexpr Bytes& operator+=(Bytes other) { return *this = *this + other; }

 private:
  std::uint64_t count_ = 0;
};

inline constexpr Bytes kibibyte{std::uint64_t{1} << 10};
inline constexpr Bytes mebibyte{std::uint64_t{1} << 20};
inline constexpr Bytes gibibyte{std::uint64_t{1} << 30};
inline constexpr Bytes gigabyte{1'000'000'000};

/// `size` × `factor`, rounded to the nearest byte.
[[nodiscard]] Bytes scaled(Bytes size, Ratio factor);

/// `size` ÷ `parts`, rounded up, so that `parts` such shares always hold the whole.
[[nodiscard]] Bytes share_of(Bytes size, std::uint64_t parts);

/// `size` × `part` ÷ `whole`, rounded up: what falls to a card that has `part` of `whole`.
[[nodiscard]] Bytes share_of(Bytes size, Bytes part, Bytes whole);

/// part ÷ whole as a plain number, for percentages; 0 when `whole` is empty.
[[nodiscard]] double fraction(Bytes part, Bytes whole);

}  // namespace vramcalc
