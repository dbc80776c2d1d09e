// What cards that share every layer wait for: the sums over all of them, twice a layer.
#pragma once

#include <cstdint>
#include <span>

#include <vramcalc/hardware/gpu.h>

namespace vramcalc::advise {

struct Links {
  double latency_seconds = 0;   // of one sum
  double bytes_per_second = 0;  // in one direction, that programs see
};

/// Between these cards, two at least; the slowest decides.
[[nodiscard]] Links links_of(std::span<const hardware::Gpu> cards);

/// From the processor to a card, that programs see.
[[nodiscard]] double pcie_bytes_per_second(const hardware::Gpu& gpu);

/// Of a card that works after another one, at every token.
inline constexpr double hop_seconds = 0.3e-3;

}  // namespace vramcalc::advise
