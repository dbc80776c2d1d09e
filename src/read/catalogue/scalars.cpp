#include "read/catalogue/scalars.h"

#include <algorithm>

namespace vramcalc::read {
namespace {

constexpr std::size_t most_digits = 30;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= most_digits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

std::uint64_t days_of(std::uint64_t year, std::uint64_t month) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) {
    return leap ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

std::optional<std::uint64_t> parse_whole(std::string_view text) {
  return all_digits(text) ? number_of<std::uint64_t>(text) : std::nullopt;
}

std::optional<double> parse_plain_decimal(std::string_view text) {
  const std::size_t point = text.find('.');
  const bool plain = point == std::string_view::npos
                         ? all_digits(text)
                         : all_digits(text.substr(0, point)) && all_digits(text.substr(point + 1));
  return plain ? number_of<double>(text) : std::nullopt;
}

bool is_date(std::string_view text) {
  const bool dashes = (text.size() <= 4 || text[4] == '-') && (text.size() <= 7 || text[7] == '-');
  if ((text.size() != 4 && text.size() != 7 && text.size() != 10) || !dashes) {
    return false;
  }
  const auto year = parse_whole(text.substr(0, 4));
  const auto month = text.size() >= 7 ? parse_whole(text.substr(5, 2)) : 1;
  const auto day = text.size() >= 10 ? parse_whole(text.substr(8, 2)) : 1;
  return year && month && day && *year >= 1990 && *year <= 2100 && *month >= 1 && *month <= 12 &&
         *day >= 1 && *day <= days_of(*year, *month);
}

bool is_id(std::string_view text) {
  const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c); };
  return !text.empty() && letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter_or_digit(c) || c == '.' || c == '-'; });
}

}  // namespace vramcalc::read
