// Stops the program where a promise is broken, in every build.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace vramcalc::fuzz {

inline void check(bool promise, const char* words) {
  if (!promise) {
    std::fprintf(stderr, "broken promise: %s\n", words);
    std::abort();
  }
}

/// No byte that a terminal would obey; `newlines` allows line ends.
inline bool is_printable(std::string_view text, bool newlines) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 || byte == 0x7F) && !(newlines && c == '\n')) {
      return false;
    }
  }
  return true;
}

}  // namespace vramcalc::fuzz
