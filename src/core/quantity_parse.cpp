// Text to quantities. Integers throughout: a double would lose digits of a long decimal.
#include <array>
#include <cctype>
#include <limits>
#include <optional>
#include <string>
#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc {
namespace {

constexpr std::size_t longest_number = 24;
constexpr int most_decimals = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

struct NumberAndUnit {
  Ratio number;
  std::string_view unit;
};

// Digits with at most one point, then whatever follows. Nothing when there is no such number or it
// is too long to be exact.
std::optional<NumberAndUnit> split_number(std::string_view text) {
  text = trimmed(text);
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
  int decimals = -1;  // -1 until the point
  std::size_t length = 0;
  std::size_t digits = 0;
  for (; length < text.size() && (is_digit(text[length]) || text[length] == '.'); ++length) {
    if (text[length] == '.') {
      if (decimals >= 0) {
        return std::nullopt;
      }
      decimals = 0;
      continue;
    }
    const auto digit = static_cast<std::uint64_t>(text[length] - '0');
    if (__builtin_mul_overflow(numerator, std::uint64_t{10}, &numerator) ||
        __builtin_add_overflow(numerator, digit, &numerator)) {
      return std::nullopt;
    }
    ++digits;
    if (decimals >= 0) {
      denominator *= 10;
      if (++decimals > most_decimals) {
        return std::nullopt;
      }
    }
  }
  if (digits == 0 || length > longest_number || decimals == 0) {
    return std::nullopt;
  }
  return NumberAndUnit{Ratio{numerator, denominator}, trimmed(text.substr(length))};
}

[[noreturn]] void refuse(MessageId message, std::string_view text, MessageId hint) {
  throw Error(ErrorKind::usage, {message, {{"text", printable(text)}}}, Text{hint, {}});
}

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(a[i])) !=
        std::tolower(static_cast<unsigned char>(b[i]))) {
      return false;
    }
  }
  return true;
}

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::array<Unit, 6> byte_units{{{"MB", 1'000'000},
                                          {"GB", 1'000'000'000},
                                          {"TB", 1'000'000'000'000},
                                          {"MiB", std::uint64_t{1} << 20},
                                          {"GiB", std::uint64_t{1} << 30},
                                          {"TiB", std::uint64_t{1} << 40}}};
constexpr std::array<Unit, 4> count_units{
    {{"K", 1'000}, {"M", 1'000'000}, {"B", 1'000'000'000}, {"T", 1'000'000'000'000}}};

template <typename Units>
std::optional<std::uint64_t> unit_size_of(const Units& units, std::string_view name) {
  for (const Unit& unit : units) {
    if (same_word(unit.name, name)) {
      return unit.size;
    }
  }
  return std::nullopt;
}

}  // namespace

Ratio parse_decimal(std::string_view text) {
  const std::optional<NumberAndUnit> parts = split_number(text);
  if (!parts || !parts->unit.empty()) {
    refuse(MessageId::error_not_a_decimal, text, MessageId::hint_decimal);
  }
  return parts->number;
}

Bytes parse_size(std::string_view text) {
  const std::optional<NumberAndUnit> parts = split_number(text);
  if (!parts) {
    refuse(MessageId::error_not_a_size, text, MessageId::hint_size);
  }
  const std::optional<std::uint64_t> unit = unit_size_of(byte_units, parts->unit);
  if (!unit) {
    refuse(parts->unit.empty() ? MessageId::error_size_without_unit : MessageId::error_not_a_size,
           text, MessageId::hint_size);
  }
  const Bytes size = scaled(Bytes{*unit}, parts->number);
  if (size == Bytes{}) {
    refuse(MessageId::error_size_is_zero, text, MessageId::hint_size);
  }
  return size;
}

Bytes parse_rate(std::string_view text) {
  std::string_view size = trimmed(text);
  if (size.ends_with("/s") || size.ends_with("/S")) {
    size.remove_suffix(2);
  }
  const std::optional<NumberAndUnit> parts = split_number(size);
  if (!parts) {
    refuse(MessageId::error_not_a_rate, text, MessageId::hint_rate);
  }
  if (parts->unit.empty()) {
    refuse(MessageId::error_rate_without_unit, text, MessageId::hint_rate);
  }
  // The 6Gb/s of SATA are bits: taken for bytes they would be eight times too fast.
  if (parts->unit == "Mb" || parts->unit == "Gb" || parts->unit == "Tb") {
    refuse(MessageId::error_rate_in_bits, text, MessageId::hint_rate);
  }
  const std::optional<std::uint64_t> unit = unit_size_of(byte_units, parts->unit);
  if (!unit) {
    refuse(MessageId::error_not_a_rate, text, MessageId::hint_rate);
  }
  const Bytes rate = scaled(Bytes{*unit}, parts->number);
  if (rate == Bytes{}) {
    refuse(MessageId::error_rate_is_zero, text, MessageId::hint_rate);
  }
  return rate;
}

std::uint64_t parse_parameter_count(std::string_view text) {
  const std::optional<NumberAndUnit> parts = split_number(text);
  if (!parts) {
    refuse(MessageId::error_not_a_count, text, MessageId::hint_count);
  }
  if (parts->unit.empty()) {
    refuse(MessageId::error_count_without_unit, text, MessageId::hint_count);
  }
  const std::optional<std::uint64_t> unit = unit_size_of(count_units, parts->unit);
  if (!unit) {
    refuse(MessageId::error_not_a_count, text, MessageId::hint_count);
  }
  constexpr std::uint64_t most_parameters = 1'000'000'000'000'000;
  // Compared before it is multiplied: 99999999999T leaves 64 bits.
  if (parts->number.numerator / parts->number.denominator > most_parameters / *unit) {
    refuse(MessageId::error_count_too_large, text, MessageId::hint_count);
  }
  const std::uint64_t count = scaled(Bytes{*unit}, parts->number).count();
  if (count > most_parameters) {
    refuse(MessageId::error_count_too_large, text, MessageId::hint_count);
  }
  if (count == 0) {
    refuse(MessageId::error_count_is_zero, text, MessageId::hint_count);
  }
  return count;
}

bool looks_like_number(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+' || text.front() == '.')) {
    text.remove_prefix(1);
  }
  return !text.empty() && is_digit(text.front());
}

}  // namespace vramcalc
