// UTF-8, one character at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vramcalc {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // 0: the text does not begin with well-formed UTF-8
};

/// The first character of a text that is not empty. Well-formed as the Unicode standard's table
/// 3-7 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF.
[[nodiscard]] Character first_character(std::string_view text);

/// C0 and C1 controls: a terminal would obey them.
[[nodiscard]] bool is_control(std::uint32_t code);

/// Whether all of `text` is well-formed.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace vramcalc
