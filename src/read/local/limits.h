// How much of what a computer says of itself is believed.
#pragma once

#include <cstddef>

#include <vramcalc/core/bytes.h>

namespace vramcalc::read::local {

inline constexpr std::size_t most_cards = 128;
inline constexpr std::size_t longest_name = 96;  // NVML_DEVICE_NAME_V2_BUFFER_SIZE

/// No card and no computer has more.
inline constexpr Bytes most_memory{std::uint64_t{1} << 50};

/// Files of /sys and /proc are smaller.
inline constexpr Bytes largest_system_file = kibibyte * 64;

}  // namespace vramcalc::read::local
