#include "report/shell_word.h"

#include <algorithm>

#include <vramcalc/core/spelling.h>

#include "report/width.h"

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

std::string estimate_command(const std::vector<std::string>& words) {
  constexpr std::size_t most_columns = 72;
  std::string command = "vramcalc estimate";
  std::size_t used = display_width(command);
  for (std::size_t i = 0; i < words.size();) {
    // An option stays with its value.
    std::string part = shell_word(words[i++]);
    const bool is_option = part.starts_with("--") && part.find('=') == std::string::npos;
    if (is_option && i < words.size() && !words[i].starts_with("--")) {
      part += " " + shell_word(words[i++]);
    }
    const std::size_t width = display_width(part);
    const bool is_full = used + 1 + width > most_columns;
    command += (is_full ? " \\\n  " : " ") + part;
    used = is_full ? 2 + width : used + 1 + width;
  }
  return command;
}

}  // namespace vramcalc::report
