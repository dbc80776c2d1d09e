// The cards of one computer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/hardware/gpu.h>

namespace vramcalc::hardware {

struct RigCards {
  Gpu gpu;
  std::uint64_t count = 1;
  /// Of each card, what other programs hold now; empty where nobody looked.
  std::vector<Bytes> in_use{};
};

/// What other programs hold of a card of that kind now: nothing of one that is yet to be put in.
/// Absent where nobody looked.
[[nodiscard]] std::optional<Bytes> in_use(const RigCards& kind, std::uint64_t card);

/// One or several kinds of cards; never empty where a function takes one.
struct Rig {
  std::vector<RigCards> kinds;
};

[[nodiscard]] std::uint64_t card_count(const Rig& rig);
[[nodiscard]] Bytes visible_memory(const Rig& rig);

}  // namespace vramcalc::hardware
