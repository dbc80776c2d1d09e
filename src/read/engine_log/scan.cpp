#include "read/engine_log/scan.h"

#include <algorithm>
#include <array>

#include <vramcalc/core/spelling.h>

namespace vramcalc::read {
namespace {

constexpr std::string_view blanks = " \t\r";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr std::array units{
    Unit{"KiB", std::uint64_t{1} << 10U}, Unit{"MiB", std::uint64_t{1} << 20U},
    Unit{"GiB", std::uint64_t{1} << 30U}, Unit{"TiB", std::uint64_t{1} << 40U},
    Unit{"KB", std::uint64_t{1} << 10U},  Unit{"MB", std::uint64_t{1} << 20U},
    Unit{"GB", std::uint64_t{1} << 30U},  Unit{"B", 1},
};

std::optional<std::uint64_t> unit_of(std::string_view text) {
  const std::size_t end = std::min(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), text.size());
  const std::string_view name = text.substr(0, end);
  const auto* const found =
      std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? std::nullopt : std::optional{found->bytes};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string_view> behind(std::string_view line, std::string_view mark) {
  const std::size_t at = line.find(mark);
  return at == std::string_view::npos ? std::nullopt : std::optional{line.substr(at + mark.size())};
}

std::string_view until(std::string_view text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

std::string_view first_word(std::string_view text) {
  text = trimmed(text);
  return text.substr(0, text.find_first_of(blanks));
}

std::string_view last_word(std::string_view text) {
  text = trimmed(text);
  const std::size_t blank = text.find_last_of(blanks);
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

std::optional<std::string_view> in_parentheses(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('(')) {
    return std::nullopt;
  }
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0) {
      return text.substr(1, i - 1);
    }
  }
  return std::nullopt;
}

bool is_device_name(std::string_view word) {
  constexpr std::size_t longest = 64;
  return !word.empty() && word.size() <= longest && word.front() >= 'A' && word.front() <= 'Z' &&
         word.find_first_of(blanks) == std::string_view::npos;
}

std::optional<std::string_view> attribute(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    const std::size_t value = at + name.size();
    const bool is_whole = at == 0 || blanks.find(line[at - 1]) != std::string_view::npos;
    if (!is_whole || value >= line.size() || line[value] != '=') {
      continue;
    }
    const std::string_view rest = line.substr(value + 1);
    return rest.starts_with('"') ? until(rest.substr(1), "\"")
                                 : rest.substr(0, rest.find_first_of(blanks));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> leading_whole(std::string_view text) {
  const std::optional<PrintedDecimal> value = leading_decimal(text);
  return value && value->decimals == 0 ? std::optional{value->digits} : std::nullopt;
}

std::optional<PrintedDecimal> leading_decimal(std::string_view text) {
  constexpr std::size_t most_digits = 17;
  text = trimmed(text);
  PrintedDecimal value;
  std::size_t digits = 0;
  bool has_point = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !has_point && i + 1 < text.size() && is_digit(text[i + 1])) {
      has_point = true;
      continue;
    }
    if (!is_digit(c)) {
      break;
    }
    if (++digits > most_digits) {
      return std::nullopt;
    }
    value.digits = value.digits * 10 + static_cast<std::uint64_t>(c - '0');
    value.decimals += has_point ? 1 : 0;
  }
  if (digits == 0) {
    return std::nullopt;
  }
  value.rest = text.substr(i);
  return value;
}

std::optional<std::uint64_t> multiplied(const PrintedDecimal& value, std::uint64_t unit) {
  std::uint64_t scale = 1;
  for (int i = 0; i < value.decimals; ++i) {
    scale *= 10;  // at most 17 decimals
  }
  // The whole part and the fraction apart: their product alone would leave the range too early.
  const std::uint64_t whole = value.digits / scale;
  const std::uint64_t part = value.digits % scale;
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(whole, unit, &product) || product > (std::uint64_t{1} << 63U)) {
    return std::nullopt;
  }
  const double fraction =
      static_cast<double>(part) / static_cast<double>(scale) * static_cast<double>(unit);
  return product + static_cast<std::uint64_t>(fraction + 0.5);
}

std::optional<PrintedSize> leading_size(std::string_view text) {
  const std::optional<PrintedDecimal> value = leading_decimal(text);
  if (!value) {
    return std::nullopt;
  }
  const std::optional<std::uint64_t> unit = unit_of(trimmed(value->rest));
  const std::optional<std::uint64_t> bytes = unit ? multiplied(*value, *unit) : std::nullopt;
  if (!bytes) {
    return std::nullopt;
  }
  const std::optional<std::uint64_t> last_digit =
      multiplied(PrintedDecimal{1, value->decimals, {}}, *unit);
  return PrintedSize{Bytes{*bytes}, Bytes{last_digit.value_or(0) / 2}};
}

std::string kept_text(std::string_view text) {
  const auto* const end = std::find_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t';
  });
  text = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  return printable(trimmed(text));
}

}  // namespace vramcalc::read
