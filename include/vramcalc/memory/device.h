// Where an item lies: a GPU by its number, or the host's main memory.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace vramcalc::memory {

struct Device {
  static constexpr std::uint32_t host_index = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t index = 0;  // of the GPU, in the order of the rig

  [[nodiscard]] constexpr bool is_host() const { return index == host_index; }
  friend constexpr bool operator==(Device, Device) = default;
  friend constexpr auto operator<=>(Device, Device) = default;
};

inline constexpr Device host_device{Device::host_index};

/// "gpu0", "gpu1", …, "host".
[[nodiscard]] std::string name_of(Device device);

}  // namespace vramcalc::memory
