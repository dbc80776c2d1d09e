// Three answers to "does it fit", and what of a card may be filled.
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::advise {

/// `fits` when the high estimate fits, `tight` when only the expected one does. Worse is greater.
enum class Verdict : std::uint8_t { fits, tight, no };

[[nodiscard]] Verdict verdict(const memory::Interval& need, Bytes usable);

/// What the system and a display hold of a card where nobody says otherwise: nothing of datacenter
/// cards, nor of unified memory, whose visible share leaves the system out.
[[nodiscard]] Bytes usual_reserve(const hardware::Gpu& gpu);

/// Likewise of a card of a rig: what is in use already counts towards it.
[[nodiscard]] Bytes usual_reserve(const hardware::RigCards& kind, std::uint64_t card);

/// What a program may fill: the visible memory without what must stay free.
[[nodiscard]] Bytes usable_memory(const hardware::Gpu& gpu, Bytes reserve);

/// Likewise of a card of a rig, without what other programs hold of it.
[[nodiscard]] Bytes usable_memory(const hardware::RigCards& kind, std::uint64_t card,
                                  Bytes reserve);

}  // namespace vramcalc::advise
