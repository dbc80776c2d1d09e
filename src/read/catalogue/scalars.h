// Plain values as text. Each takes the whole text or nothing: no sign, no exponent, no hex, no
// separators, no surrounding blanks, and never the locale.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace vramcalc::read {

/// The whole text as std::from_chars takes it, for callers that have looked at the text first.
template <typename Number, typename... Base>
[[nodiscard]] std::optional<Number> number_of(std::string_view text, Base... base) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base...);
  if (error != std::errc{} || stop != end) {
    return std::nullopt;
  }
  return value;
}

/// "24564".
[[nodiscard]] std::optional<std::uint64_t> parse_whole(std::string_view text);

/// "716.8": digits, at most one point between digits.
[[nodiscard]] std::optional<double> parse_plain_decimal(std::string_view text);

/// A day, month or year that exists: "2022-10-12", "2022-10", "2022".
[[nodiscard]] bool is_date(std::string_view text);

/// Lower-case letters, digits, '.' and '-', beginning with a letter or digit.
[[nodiscard]] bool is_id(std::string_view text);

}  // namespace vramcalc::read
