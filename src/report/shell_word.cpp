#include "report/shell_word.h"

#include <algorithm>

#include <vramcalc/core/utf8.h>

#include "report/width.h"

namespace vramcalc::report {
namespace {

// What no shell gives a meaning to, wherever it stands in a word.
bool is_plain(char c) {
  constexpr std::string_view signs = "_./:@%+,-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         signs.find(c) != std::string_view::npos;
}

// What does not stand in quotes as it is; a line break may.
bool needs_escape(const Character& character) {
  return character.bytes == 0 || (is_control(character.code) && character.code != '\n');
}

std::string in_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  }
  return quoted + "'";
}

// printf's %b reads \0 and three octal digits (POSIX, XCU printf).
std::string octal(char c) {
  const auto byte = static_cast<unsigned char>(c);
  std::string text = "\\0";
  for (const unsigned shift : {6U, 3U, 0U}) {
    text += static_cast<char>('0' + ((byte >> shift) & 7U));
  }
  return text;
}

// "$(printf '%b' '…')", which loses line breaks at its end: none is put into it.
std::string by_printf(std::string_view controls) {
  std::string escapes;
  for (const char c : controls) {
    escapes += octal(c);
  }
  return "\"$(printf '%b' '" + escapes + "')\"";
}

// A program with what is no option of it, every option with what follows it.
std::vector<std::string> parts_of(
    const std::vector<std::string>& words,
    const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : environment) {
    parts.push_back(name + "=" + shell_word(value));
  }
  const std::size_t first = parts.size();
  for (const std::string& word : words) {
    const bool is_option = word.starts_with("--") && word.size() > 2;
    if (parts.size() == first || is_option) {
      parts.push_back(shell_word(word));
    } else {
      parts.back() += " " + shell_word(word);
    }
  }
  return parts;
}

}  // namespace

std::string shell_word(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) {
    return std::string{word};
  }
  std::string text;
  std::size_t begin = 0;  // of the run that is being read
  bool in_controls = false;
  const auto close = [&](std::size_t end) {
    if (end > begin) {
      const std::string_view run = word.substr(begin, end - begin);
      text += in_controls ? by_printf(run) : in_quotes(run);
    }
    begin = end;
  };
  for (std::size_t i = 0; i < word.size();) {
    const Character character = first_character(word.substr(i));
    if (const bool control = needs_escape(character); control != in_controls) {
      close(i);
      in_controls = control;
    }
    i += std::max<std::size_t>(character.bytes, 1);
  }
  close(word.size());
  return text.empty() ? "''" : text;
}

std::vector<std::string> estimate_words(const std::vector<std::string>& words) {
  std::vector<std::string> all{"vramcalc", "estimate"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::string shell_command(const std::vector<std::string>& words,
                          const std::vector<std::pair<std::string, std::string>>& environment) {
  constexpr std::size_t most_columns = 72;
  std::string command;
  std::size_t used = 0;
  for (const std::string& part : parts_of(words, environment)) {
    const std::size_t width = display_width(part);
    const bool is_full = used > 0 && used + 1 + width > most_columns;
    command += (is_full ? " \\\n  " : used > 0 ? " " : "") + part;
    used = is_full ? 2 + width : used + width + (used > 0 ? 1 : 0);
  }
  return command;
}

std::vector<std::string> rig_words(const hardware::Rig& rig) {
  std::vector<std::string> words;
  for (const hardware::RigCards& kind : rig.kinds) {
    if (!kind.in_use.empty()) {
      return {"--local"};
    }
    words.emplace_back(kind.gpu.visible_bytes ? "--vram" : "--gpu");
    words.push_back(std::string{kind.gpu.id} +
                    (kind.count == 1 ? "" : "x" + std::to_string(kind.count)));
  }
  return words;
}

}  // namespace vramcalc::report
