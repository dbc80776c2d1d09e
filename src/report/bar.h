// Horizontal bars of used and free.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vramcalc::report {

/// `fraction` of `width` columns filled; above 1 all of them.
[[nodiscard]] std::string bar(double fraction, std::size_t width);

/// Fillings of stacked bars, from dark to light; what is free has the last.
inline constexpr std::array<std::string_view, 5> fillings{"█", "▓", "▒", "░", "·"};

/// `parts`: shares of `width` columns, at most four, one filling each. Whatever is there at all
/// gets a column; shares of more than the whole are drawn in proportion.
[[nodiscard]] std::string stacked_bar(std::span<const double> parts, std::size_t width);

}  // namespace vramcalc::report
