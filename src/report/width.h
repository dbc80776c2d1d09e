// How many columns a text takes on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vramcalc::report {

/// Columns of UTF-8 text: East Asian wide characters take two, combining marks none.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with spaces up to `width` columns, before it where `right` is set.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width, bool right = false);

}  // namespace vramcalc::report
