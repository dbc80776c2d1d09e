// YAML as a small tree: plain data and nothing clever.
//
// Catalogues are untrusted. Anchors and aliases (which can make a tiny file expand to gigabytes),
// tags, a second document, duplicate keys, deep nesting and sheer size are refused while parsing,
// so whoever walks the tree may recurse. Scalars stay as they are written: what `8.9` or `no`
// means is for the reader of the field to say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "read/place.h"

namespace vramcalc::read {

inline constexpr std::size_t deepest_yaml = 32;
inline constexpr std::size_t most_yaml_nodes = 500'000;
inline constexpr std::size_t longest_yaml_key = 128;

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;  // "8.9", '8.9' or a block: text whatever it looks like
  Position at;          // of a value that is missing: its key's
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the file, each key once
};

struct YamlEntry {
  YamlNode key;  // always a scalar
  YamlNode value;
};

/// The value under `key`, or nullptr. `mapping` may be any node.
[[nodiscard]] const YamlNode* find_entry(const YamlNode& mapping, std::string_view key);

/// The tree of `text`; a null node where it holds nothing. `file` stands for it in messages.
[[nodiscard]] YamlNode parse_yaml(std::string_view text, std::string_view file);

}  // namespace vramcalc::read
