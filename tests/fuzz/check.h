// Stops the program where a promise is broken, in every build.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vramcalc/core/error.h>

namespace vramcalc::fuzz {

inline void check(bool promise, const char* words) {
  if (!promise) {
    std::fprintf(stderr, "broken promise: %s\n", words);
    std::abort();
  }
}

/// No character that a terminal would obey, C1 controls as UTF-8 included; `newlines` allows line
/// ends.
inline bool is_printable(std::string_view text, bool newlines) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0);
    if (control && !(newlines && c == '\n')) {
      return false;
    }
    before = byte;
  }
  return true;
}

/// Well-formed as the Unicode standard's table 3-7 has it: no overlong forms, no surrogates.
inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto byte = [&](std::size_t i) -> unsigned {
      return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (length == 0 || (length > 1 && (byte(1) < least || byte(1) > most))) {
      return false;
    }
    for (std::size_t i = 2; i < length; ++i) {
      if (byte(i) < 0x80 || byte(i) > 0xBF) {
        return false;
      }
    }
    text.remove_prefix(length);
  }
  return true;
}

/// What every error of a file promises, whatever the file.
inline void check_error(const Error& error, std::string_view file) {
  check(std::string_view{error.what()}.starts_with(file), "an error names its file");
  check(error.kind() == ErrorKind::bad_input, "a bad file is bad input");
  check(is_printable(error.what(), false) && is_utf8(error.what()), "an error is printable");
  check(!error.hint() || is_printable(render(*error.hint()), false), "a hint is printable");
}

}  // namespace vramcalc::fuzz
