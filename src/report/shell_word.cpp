#include "report/shell_word.h"

#include <algorithm>

#include <vramcalc/core/spelling.h>

namespace vramcalc::report {
namespace {

// What no shell gives a meaning to, wherever it stands in a word.
bool is_plain(char c) {
  constexpr std::string_view signs = "_./:@%+,-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         signs.find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) {
    return std::string{word};
  }
  std::string quoted = "'";
  for (const char c : printable(word, word.size())) {
    quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  }
  return quoted + "'";
}

}  // namespace vramcalc::report
