// A name that a list holds twice.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace vramcalc::read {

/// One of the names that are there more than once, or nothing. In n log n whatever the names: they
/// may have been chosen to collide.
[[nodiscard]] std::optional<std::string_view> find_duplicate(
    std::span<const std::string_view> names);

}  // namespace vramcalc::read
