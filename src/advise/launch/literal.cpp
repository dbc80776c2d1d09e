#include "advise/launch/literal.h"

#include <algorithm>

#include <vramcalc/core/utf8.h>

namespace vramcalc::advise {
std::string quoted_literal(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string literal = "\"";
  const auto escape = [&](std::string_view kind, unsigned byte) {
    literal += kind;
    literal += digits[byte >> 4U];
    literal += digits[byte & 0xfU];
  };
  while (!text.empty()) {
    const Character character = first_character(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (character.bytes == 0) {
      escape("\\udc", byte);  // what Python's file names have for such bytes (PEP 383)
    } else if (is_control(character.code)) {
      escape("\\x", character.code);
    } else if (byte == '"' || byte == '\\') {
      literal += '\\';
      literal += text.front();
    } else {
      literal += text.substr(0, character.bytes);
    }
    text.remove_prefix(std::max<std::size_t>(character.bytes, 1));
  }
  return literal + '"';
}

}  // namespace vramcalc::advise
