#include "read/gguf/value.h"

#include <array>
#include <charconv>

namespace vramcalc::read {
namespace {

struct TypeFacts {
  std::string_view name;
  std::uint8_t size;
  bool whole;
  bool has_sign;
};

constexpr std::array<TypeFacts, gguf_type_count> types{{
    {"u8", 1, true, false},
    {"i8", 1, true, true},
    {"u16", 2, true, false},
    {"i16", 2, true, true},
    {"u32", 4, true, false},
    {"i32", 4, true, true},
    {"f32", 4, false, true},
    {"bool", 1, false, false},
    {"string", 0, false, false},
    {"array", 0, false, false},
    {"u64", 8, true, false},
    {"i64", 8, true, true},
    {"f64", 8, false, true},
}};

const TypeFacts& facts_of(GgufType type) {
  return types[static_cast<std::size_t>(type)];
}

template <typename Number>
std::string digits_of(Number number) {
  std::array<char, 32> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), result.ptr};
}

template <typename Signed>
std::uint64_t signed_bits(ByteCursor& cursor) {
  return static_cast<std::uint64_t>(std::int64_t{cursor.number<Signed>()});
}

}  // namespace

std::string_view name_of(GgufType type) {
  return facts_of(type).name;
}

std::uint64_t size_of(GgufType type) {
  return facts_of(type).size;
}

bool is_whole(GgufType type) {
  return facts_of(type).whole;
}

std::uint64_t least_size_of(GgufType type) {
  constexpr std::uint64_t length_of_text = 8;
  return type == GgufType::text ? length_of_text : size_of(type);
}

bool GgufNumber::is_negative() const {
  return is_whole(type) && facts_of(type).has_sign && (bits >> 63U) != 0;
}

GgufNumber read_number(ByteCursor& cursor, GgufType type) {
  switch (type) {
    case GgufType::u8:
      return {type, cursor.number<std::uint8_t>()};
    case GgufType::i8:
      return {type, signed_bits<std::int8_t>(cursor)};
    case GgufType::u16:
      return {type, cursor.number<std::uint16_t>()};
    case GgufType::i16:
      return {type, signed_bits<std::int16_t>(cursor)};
    case GgufType::u32:
      return {type, cursor.number<std::uint32_t>()};
    case GgufType::i32:
      return {type, signed_bits<std::int32_t>(cursor)};
    case GgufType::u64:
      return {type, cursor.number<std::uint64_t>()};
    case GgufType::i64:
      return {type, signed_bits<std::int64_t>(cursor)};
    case GgufType::boolean:  // any number but 0 is true, as llama.cpp has it
      return {type, cursor.number<std::uint8_t>() != 0 ? 1U : 0U};
    case GgufType::f32:
      return {type, 0, cursor.number<float>()};
    case GgufType::f64:
      return {type, 0, cursor.number<double>()};
    case GgufType::text:
    case GgufType::array:
      break;
  }
  return {type};
}

std::string text_of(const GgufNumber& number) {
  if (number.type == GgufType::boolean) {
    return number.bits != 0 ? "true" : "false";
  }
  if (number.type == GgufType::f32) {
    return digits_of(static_cast<float>(number.floating));
  }
  if (number.type == GgufType::f64) {
    return digits_of(number.floating);
  }
  return facts_of(number.type).has_sign ? digits_of(static_cast<std::int64_t>(number.bits))
                                        : digits_of(number.bits);
}

}  // namespace vramcalc::read
