// What AMD calls a device with a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vramcalc::read::local {

/// The name of that device and revision in libdrm's list; empty where it has none.
[[nodiscard]] std::string amdgpu_name(std::string_view list, std::uint64_t device,
                                      std::uint64_t revision);

}  // namespace vramcalc::read::local
