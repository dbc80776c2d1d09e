// The link between a card and the main memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/hardware/gpu.h>

namespace vramcalc::hardware {

/// PCI Express.
struct PcieLink {
  std::uint64_t generation = 4;  // 1 to 6
  std::uint64_t lanes = 16;      // 1, 2, 4, 8 or 16

  friend bool operator==(const PcieLink&, const PcieLink&) = default;
};

inline constexpr std::uint64_t newest_pcie_generation = 6;
inline constexpr std::uint64_t most_pcie_lanes = 16;

/// Bytes per second in one direction, by the nominal rate; programs see about 0.8 of it
/// (`effective` of https://github.com/ai-dynamo/aiconfigurator).
[[nodiscard]] Bytes nominal_rate(const PcieLink& link);

/// "4.0 x16".
[[nodiscard]] std::string pcie_text(const PcieLink& link);

/// "4.0 x16", "4x16", "gen4 x8", "PCIe 5.0x8". Throws Error(usage) on anything else.
[[nodiscard]] PcieLink parse_pcie(std::string_view text);

/// What the card itself can do; nothing where the catalogue does not say so, or says something
/// else.
[[nodiscard]] std::optional<PcieLink> pcie_link(const Gpu& gpu);

}  // namespace vramcalc::hardware
