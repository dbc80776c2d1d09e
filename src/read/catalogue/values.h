// One value of a tree, read strictly. `ValueName` says how messages call it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "read/catalogue/fields.h"
#include "read/catalogue/yaml.h"

namespace vramcalc::read {

inline constexpr std::size_t longest_text = 2'000;

struct ValueName {
  std::string_view file;
  std::string_view key;
};

/// One line without control characters and surrounding line ends; never empty.
[[nodiscard]] std::string_view read_text(const YamlNode& node, ValueName name);
[[nodiscard]] std::string_view read_date(const YamlNode& node, ValueName name);
[[nodiscard]] std::uint64_t read_whole(const YamlNode& node, ValueName name, WholeRange range);
[[nodiscard]] double read_decimal(const YamlNode& node, ValueName name, DecimalRange range);
[[nodiscard]] bool read_boolean(const YamlNode& node, ValueName name);
[[nodiscard]] std::span<const YamlNode> read_list(const YamlNode& node, ValueName name);

}  // namespace vramcalc::read
