// The values of a GGUF file's metadata.
//
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, "gguf_metadata_value_type".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "read/byte_cursor.h"

namespace vramcalc::read {

enum class GgufType : std::uint32_t {
  u8,
  i8,
  u16,
  i16,
  u32,
  i32,
  f32,
  boolean,
  text,
  array,
  u64,
  i64,
  f64,
};  // as the file numbers them

inline constexpr std::uint32_t gguf_type_count = 13;

/// "u8", "string".
[[nodiscard]] std::string_view name_of(GgufType type);

/// Bytes of one value; 0 for texts and arrays, which say their length themselves.
[[nodiscard]] std::uint64_t size_of(GgufType type);

/// True for whole numbers, with or without a sign; not for true and false.
[[nodiscard]] bool is_whole(GgufType type);

/// The least number of bytes that a value of that type takes in a file.
[[nodiscard]] std::uint64_t least_size_of(GgufType type);

/// A number or truth value of a type that has a size.
struct GgufNumber {
  GgufType type{};
  std::uint64_t bits = 0;  // a whole number, negative ones as two's complement; 0 or 1
  double floating = 0;     // of f32 and f64
  [[nodiscard]] bool is_negative() const;
};

[[nodiscard]] GgufNumber read_number(ByteCursor& cursor, GgufType type);

/// "-7", "0.000001", "true": as many digits as it takes to read the same number back.
[[nodiscard]] std::string text_of(const GgufNumber& number);

}  // namespace vramcalc::read
