// What a YAML text must be before a parser may see it.
#pragma once

#include <cstddef>
#include <string_view>

namespace vramcalc::read {

/// yaml-cpp looks ahead to the end of a line: 4 MiB of '[' on one line cost it a gigabyte.
inline constexpr std::size_t longest_yaml_line = 65'536;

/// Refuses what is too large, not UTF-8, or holds control characters or endless lines. yaml-cpp
/// would take a byte 0x04 for the end of the file and drop the rest in silence.
void check_yaml_text(std::string_view text, std::string_view file);

}  // namespace vramcalc::read
