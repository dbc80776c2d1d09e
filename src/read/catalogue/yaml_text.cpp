#include "read/catalogue/yaml_text.h"

#include <cstdint>

#include <vramcalc/core/utf8.h>
#include <vramcalc/read/catalogue.h>

#include "read/place.h"

namespace vramcalc::read {
namespace {

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
