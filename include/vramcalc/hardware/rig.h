// The cards of one computer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <vramcalc/hardware/gpu.h>

namespace vramcalc::hardware {

struct RigCards {
  Gpu gpu;
  std::uint64_t count = 1;
};

/// One or several kinds of cards; never empty where a function takes one.
struct Rig {
  std::vector<RigCards> kinds;
};

[[nodiscard]] std::uint64_t card_count(const Rig& rig);
[[nodiscard]] Bytes visible_memory(const Rig& rig);

}  // namespace vramcalc::hardware
