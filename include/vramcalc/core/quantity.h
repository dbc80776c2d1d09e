// Quantities as people write and read them: "24GB", "80 GiB", "70B", "1.3", and back to text.
//
// Decimal GB (10^9) and binary GiB (2^30) are different units and are parsed as what they say.
// Every parser takes the whole text or throws Error(usage) that names the text and shows an
// example; none accepts a sign, NaN, infinity or a number without its unit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/ratio.h>

namespace vramcalc {

enum class ByteUnit : std::uint8_t { gb, gib };

[[nodiscard]] std::string_view unit_name(ByteUnit unit);
[[nodiscard]] Bytes unit_size(ByteUnit unit);

/// "45.5", without the unit, rounded half away from zero.
[[nodiscard]] std::string number_text(Bytes size, ByteUnit unit, int decimals);

/// Decimals that show three figures of the largest value of a column: 2 below 10 units, else 1.
[[nodiscard]] int decimals_for(Bytes largest, ByteUnit unit);

/// "45.5 GB", with its own number of decimals.
[[nodiscard]] std::string size_text(Bytes size, ByteUnit unit);

/// "7B", "8.03B", "1.5M": a count with a decimal suffix.
[[nodiscard]] std::string count_text(std::uint64_t count);

/// "1 599": groups of three, for money and long counts.
[[nodiscard]] std::string grouped_text(std::uint64_t value);

/// "3 GB/s", "550 MB/s": a speed in decimal units, without superfluous zeros.
[[nodiscard]] std::string rate_text(Bytes per_second);

/// "0.22", "47.5", "360": seconds without their unit, three figures.
[[nodiscard]] std::string seconds_text(double seconds);

/// A fixed number of decimals, in the C locale.
[[nodiscard]] std::string decimal_text(double value, int decimals);

/// A non-negative decimal such as "1.3" as an exact fraction; at most nine decimals.
[[nodiscard]] Ratio parse_decimal(std::string_view text);

/// A size with its unit: "24GB", "80GiB", "512 MiB", "1.5TB".
[[nodiscard]] Bytes parse_size(std::string_view text);

/// Bytes per second: "3GB/s", "550 MB/s", "3GiB/s"; "7GB" too. Not 0. Units of bits are refused.
[[nodiscard]] Bytes parse_rate(std::string_view text);

/// A parameter count with its suffix K, M, B or T: "70B", "1.5b", "350M". At least 1.
[[nodiscard]] std::uint64_t parse_parameter_count(std::string_view text);

/// True for text that begins like a size ("70B", "-7B", "70", "70X"), which is then never looked
/// up as a name, so that its own error is shown.
[[nodiscard]] bool looks_like_number(std::string_view text);

}  // namespace vramcalc
