#include "read/yaml_text.h"

#include <cstdint>

#include <vramcalc/read/catalogue.h>

#include "read/place.h"

namespace vramcalc::read {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // 0: not UTF-8
};

// Well-formed UTF-8 as the Unicode standard's table 3-7 has it: no overlong forms, no surrogates.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t bytes = lead < 0xC2   ? 0
                            : lead < 0xE0 ? 2
                            : lead < 0xF0 ? 3
                            : lead < 0xF5 ? 4
                                          : 0;
  std::uint32_t code = lead & (bytes == 2 ? 0x1FU : bytes == 3 ? 0x0FU : 0x07U);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return {};
    }
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return overlong || surrogate || code > 0x10FFFF ? Character{} : Character{code, bytes};
}

bool is_control(std::uint32_t code) {
  return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
}

}  // namespace

void check_yaml_text(std::string_view text, std::string_view file) {
  if (text.size() > largest_catalogue.count()) {
    fail({file, {}}, MessageId::read_yaml_too_large,
         {{"mebibytes", largest_catalogue.count() / mebibyte.count()}});
  }
  Position at;
  while (!text.empty()) {
    const Character next = first_character(text);
    const bool line_end = next.code == '\n' || text.starts_with("\r\n");
    if (next.bytes == 0) {
      fail({file, at}, MessageId::read_yaml_not_utf8);
    }
    if (is_control(next.code) && !line_end) {
      fail({file, at}, MessageId::read_yaml_control, {{"code", std::uint64_t{next.code}}});
    }
    if (at.column > longest_yaml_line) {
      fail({file, at}, MessageId::read_yaml_long_line,
           {{"count", std::uint64_t{longest_yaml_line}}});
    }
    at = next.code == '\n' ? Position{at.line + 1, 1} : Position{at.line, at.column + next.bytes};
    text.remove_prefix(next.bytes);
  }
}

}  // namespace vramcalc::read
