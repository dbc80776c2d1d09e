// Power: what the computer draws, the supply it needs, what it asks of cables and of the circuit.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <vramcalc/core/message.h>
#include <vramcalc/hardware/rig.h>

namespace vramcalc::hardware {

struct PowerSupply {
  std::uint64_t minimum_watts = 0;      // total over the units it takes
  std::uint64_t recommended_watts = 0;  // total over `units`
  std::uint64_t units = 1;              // supplies of recommended_watts / units each
  std::uint64_t older_watts = 0;        // total where the supply predates ATX 3
};

struct Power {
  std::uint64_t sustained_watts = 0;  // cards, processor and the rest, at the supply's output
  std::uint64_t transient_watts = 0;  // peak of under a millisecond
  std::uint64_t wall_watts = 0;       // at the socket, with an 80 PLUS Gold supply
  std::optional<PowerSupply> supply;  // none for modules: their chassis brings it
  std::vector<Text> warnings;         // circuits, cables, several supplies
};

/// Nothing where a board power is unknown, and for laptops and whole systems, which bring their
/// own, and slices, whose host feeds the whole card.
[[nodiscard]] std::optional<Power> power(const Rig& rig);

}  // namespace vramcalc::hardware
