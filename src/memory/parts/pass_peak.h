// The peak of computing some tokens at once.
#pragma once

#include <cstdint>

#include <vramcalc/memory/estimate.h>

namespace vramcalc::memory {

/// Intermediate results are 16-bit floats.
inline constexpr std::uint64_t activation_bytes = 2;

/// `tokens` through a layer of `width` numbers a token.
[[nodiscard]] inline Bytes bytes_of_pass(std::uint64_t width, std::uint64_t tokens) {
  return Bytes{width} * activation_bytes * tokens;
}

struct Pass {
  std::uint64_t tokens = 0;
  std::uint64_t width = 0;
  Bytes low;   // where fewer tokens are computed, or results are shared
  Bytes high;  // where more are, or copies are made
};

/// The pass and the workspaces of libraries.
[[nodiscard]] LineItem pass_peak(Device device, const Pass& pass, const Interval& workspaces);

}  // namespace vramcalc::memory
