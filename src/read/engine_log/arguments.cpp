#include "read/engine_log/arguments.h"

#include <algorithm>
#include <cmath>

#include "read/engine_log/scan.h"

namespace vramcalc::read {
namespace {

constexpr std::string_view opening = "([{";
constexpr std::string_view closing = ")]}";

bool is_one_of(char c, std::string_view characters) {
  return characters.find(c) != std::string_view::npos;
}

std::string_view without_quotes(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == text.back() &&
                         is_one_of(text.front(), std::string_view{"'\""});
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

void add(std::string_view item, std::vector<Argument>& arguments) {
  const std::size_t separator = item.find_first_of("=:");
  if (separator != std::string_view::npos) {
    arguments.push_back({without_quotes(trimmed(item.substr(0, separator))),
                         without_quotes(trimmed(item.substr(separator + 1)))});
  }
}

}  // namespace

std::vector<Argument> arguments_of(std::string_view text) {
  std::vector<Argument> arguments;
  std::size_t begin = 0;
  std::size_t depth = 0;
  char quote = '\0';
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      i += c == '\\' ? 1 : 0;
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (is_one_of(c, opening)) {
      ++depth;
    } else if (is_one_of(c, closing)) {
      if (depth == 0) {
        break;
      }
      --depth;
    } else if (c == ',' && depth == 0) {
      add(text.substr(begin, i - begin), arguments);
      begin = i + 1;
    }
  }
  i = std::min(i, text.size());
  add(text.substr(std::min(begin, i), i - std::min(begin, i)), arguments);
  return arguments;
}

std::optional<std::uint64_t> whole_of(std::string_view value, std::uint64_t most) {
  const std::optional<PrintedDecimal> number = leading_decimal(value);
  const bool is_whole = number && number->decimals == 0 && number->rest.empty();
  return is_whole && number->digits > 0 && number->digits <= most ? std::optional{number->digits}
                                                                  : std::nullopt;
}

std::optional<double> leading_share(std::string_view text) {
  const std::optional<PrintedDecimal> number = leading_decimal(text);
  if (!number) {
    return std::nullopt;
  }
  const double share = static_cast<double>(number->digits) / std::pow(10.0, number->decimals);
  return share > 0 && share <= 1 ? std::optional{share} : std::nullopt;
}

std::optional<bool> truth_of(std::string_view value) {
  return value == "True"    ? std::optional{true}
         : value == "False" ? std::optional{false}
                            : std::nullopt;
}

std::string word_of(std::string_view value) {
  if (value == "None") {
    return {};
  }
  return kept_text(behind(value, "torch.").value_or(value));
}

std::string model_name(std::string_view path) {
  if (const auto cached = behind(path, "models--")) {
    std::string name{cached->substr(0, cached->find_first_of("/\\"))};
    if (const std::size_t dashes = name.find("--"); dashes != std::string::npos) {
      name.replace(dashes, 2, "/");
    }
    return kept_text(name);
  }
  while (!path.empty() && is_one_of(path.back(), "/\\")) {
    path.remove_suffix(1);
  }
  const std::size_t slash = path.find_last_of("/\\");
  const bool is_hub_id = slash == path.find_first_of("/\\") && slash != 0 &&
                         !path.starts_with('.') && !path.starts_with('~') && !contains(path, "\\");
  return kept_text(slash == std::string_view::npos || is_hub_id ? path : path.substr(slash + 1));
}

}  // namespace vramcalc::read
