// Quantities to text.
#include <algorithm>
#include <array>
#include <charconv>
#include <vramcalc/core/quantity.h>

namespace vramcalc {

namespace {

// "70" for "70.00", "1.5" for "1.50".
std::string without_zeros(std::string text) {
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
      text.pop_back();
    }
  }
  return text;
}

}  // namespace

std::string_view unit_name(ByteUnit unit) {
  return unit == ByteUnit::gb ? "GB" : "GiB";
}

Bytes unit_size(ByteUnit unit) {
  return unit == ByteUnit::gb ? gigabyte : gibibyte;
}

std::string decimal_text(double value, int decimals) {
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    std::chars_format::fixed, decimals);
  return {buffer.data(), result.ptr};
}

std::string number_text(Bytes size, ByteUnit unit, int decimals) {
  // Rounded in integers: a double would print 9.125 as 9.12 or 9.13 by its last bit.
  std::uint64_t steps = 1;
  for (int i = 0; i < decimals; ++i) {
    steps *= 10;
  }
  const std::uint64_t rounded = scaled(size, Ratio{steps, unit_size(unit).count()}).count();
  std::string text = std::to_string(rounded / steps);
  if (decimals > 0) {
    const std::string digits = std::to_string(rounded % steps);
    const auto width = static_cast<std::size_t>(decimals);
    text.append(".").append(width - digits.size(), '0').append(digits);
  }
  return text;
}

int decimals_for(Bytes largest, ByteUnit unit) {
  return largest < unit_size(unit) * 10 ? 2 : 1;
}

std::string size_text(Bytes size, ByteUnit unit) {
  return number_text(size, unit, decimals_for(size, unit)).append(" ").append(unit_name(unit));
}

std::string rate_text(Bytes per_second) {
  const bool in_megabytes = per_second < gigabyte;
  const double value = static_cast<double>(per_second.count()) / (in_megabytes ? 1e6 : 1e9);
  return without_zeros(decimal_text(value, value < 100 ? 2 : 0)) +
         (in_megabytes ? " MB/s" : " GB/s");
}

std::string seconds_text(double seconds) {
  return decimal_text(seconds, seconds < 10 ? 2 : (seconds < 100 ? 1 : 0));
}

std::string count_text(std::uint64_t count) {
  struct Suffix {
    std::uint64_t size;
    char letter;
  };
  constexpr std::array<Suffix, 4> suffixes{
      {{1'000'000'000'000, 'T'}, {1'000'000'000, 'B'}, {1'000'000, 'M'}, {1'000, 'K'}}};
  for (const Suffix& suffix : suffixes) {
    if (count < suffix.size) {
      continue;
    }
    // Three figures at most, and no trailing zeros: 70B, 8.03B, 671B, 1.03T.
    const double value = static_cast<double>(count) / static_cast<double>(suffix.size);
    const int decimals = value < 10 ? 2 : (value < 100 ? 1 : 0);
    return without_zeros(decimal_text(value, decimals)) + suffix.letter;
  }
  return std::to_string(count);
}

std::string grouped_text(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t place = text.size(); place > 3; place -= 3) {
    text.insert(place - 3, " ");
  }
  return text;
}

}  // namespace vramcalc
