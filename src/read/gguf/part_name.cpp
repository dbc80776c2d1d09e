#include "read/gguf/part_name.h"

#include <algorithm>

namespace vramcalc::read {
namespace {

// SPLIT_PATH_FORMAT "%s-%05d-of-%05d.gguf", https://github.com/ggml-org/llama.cpp src/llama.cpp
constexpr std::size_t digits = 5;
constexpr std::string_view between = "-of-";
constexpr std::string_view ending = ".gguf";

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

std::string five_digits(std::uint64_t number) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

std::optional<GgufPartName> parse_gguf_part_name(std::string_view file_name) {
  constexpr std::size_t tail = 1 + digits + between.size() + digits + ending.size();
  if (file_name.size() < tail) {
    return std::nullopt;
  }
  const std::string_view prefix = file_name.substr(0, file_name.size() - tail);
  const std::string_view rest = file_name.substr(prefix.size() + 1);
  const auto number = number_of(rest.substr(0, digits));
  const auto count = number_of(rest.substr(digits + between.size(), digits));
  const bool form = file_name[prefix.size()] == '-' &&
                    rest.substr(digits, between.size()) == between && rest.ends_with(ending);
  if (!form || !number || !count || *number == 0 || *number > *count) {
    return std::nullopt;
  }
  return GgufPartName{std::string{prefix}, *number, *count};
}

std::string gguf_part_name(const GgufPartName& name, std::uint64_t number) {
  return name.prefix + '-' + five_digits(number) + std::string{between} + five_digits(name.count) +
         std::string{ending};
}

}  // namespace vramcalc::read
