// Pieces of a log line: no regular expressions, so that no line costs more than its length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/core/bytes.h>

namespace vramcalc::read {

[[nodiscard]] std::string_view trimmed(std::string_view text);

[[nodiscard]] inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// What follows the first `mark`; nothing where the line has none.
[[nodiscard]] std::optional<std::string_view> behind(std::string_view line, std::string_view mark);

/// What precedes the first `mark`; all of it where there is none.
[[nodiscard]] std::string_view until(std::string_view text, std::string_view mark);

/// The first and the last word between blanks; empty where there is none.
[[nodiscard]] std::string_view first_word(std::string_view text);
[[nodiscard]] std::string_view last_word(std::string_view text);

/// The inside of the parentheses that `text` begins with, inner ones included.
[[nodiscard]] std::optional<std::string_view> in_parentheses(std::string_view text);

/// Whether backends name devices so: "CUDA0", "CPU_Mapped", "RPC0[10.0.0.1:50052]".
[[nodiscard]] bool is_device_name(std::string_view word);

/// The value of `name=` or `name="..."`, as slog writes it.
[[nodiscard]] std::optional<std::string_view> attribute(std::string_view line,
                                                        std::string_view name);

/// The digits that the text begins with, blanks before them aside.
[[nodiscard]] std::optional<std::uint64_t> leading_whole(std::string_view text);

/// A decimal that the text begins with: digits / 10^decimals.
struct PrintedDecimal {
  std::uint64_t digits = 0;
  int decimals = 0;
  std::string_view rest;
};
[[nodiscard]] std::optional<PrintedDecimal> leading_decimal(std::string_view text);

/// A size that the text begins with: "281.81 MiB". MB, GB and KB count as binary, which is what
/// llama.cpp meant by them when it wrote so (before 2024).
struct PrintedSize {
  Bytes bytes;
  Bytes resolution;  // half of the last digit
};
[[nodiscard]] std::optional<PrintedSize> leading_size(std::string_view text);

/// `digits / 10^decimals × unit`, rounded; nothing where that is beyond 2^63.
[[nodiscard]] std::optional<std::uint64_t> multiplied(const PrintedDecimal& value,
                                                      std::uint64_t unit);

/// Text of a log as it may be kept: up to the first control character, printable, not too long.
[[nodiscard]] std::string kept_text(std::string_view text);

}  // namespace vramcalc::read
