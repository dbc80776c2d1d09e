#include "read/catalogue/fields.h"

#include <algorithm>
#include <cassert>
#include <string>

#include <vramcalc/core/spelling.h>

#include "read/catalogue/scalars.h"
#include "read/catalogue/values.h"

namespace vramcalc::read {

MappingReader::MappingReader(const YamlNode& node, std::string_view file,
                             std::span<const std::string_view> known_keys, std::string_view name)
    : node_(&node), file_(file), known_keys_(known_keys) {
  if (node.kind != YamlNode::Kind::mapping) {
    fail(place(), MessageId::read_not_mapping, {{"key", std::string{name}}});
  }
  for (const YamlEntry& entry : node.entries) {
    const std::string& key = entry.key.scalar;
    if (std::find(known_keys.begin(), known_keys.end(), key) == known_keys.end()) {
      fail({file, entry.key.at}, MessageId::read_unknown_key, {{"key", printable(key)}},
           did_you_mean(key, known_keys));
    }
  }
}

const YamlNode* MappingReader::find(std::string_view key) const {
  assert(std::find(known_keys_.begin(), known_keys_.end(), key) != known_keys_.end());
  return find_entry(*node_, key);
}

const YamlNode& MappingReader::require(std::string_view key) const {
  const YamlNode* value = find(key);
  if (value == nullptr) {
    fail(place(), MessageId::read_missing_key, {{"key", std::string{key}}});
  }
  return *value;
}

Place MappingReader::place_of(std::string_view key) const {
  const YamlNode* value = find(key);
  return {file_, value == nullptr ? node_->at : value->at};
}

std::string_view MappingReader::required_text(std::string_view key) const {
  return read_text(require(key), {file_, key});
}

std::string_view MappingReader::text(std::string_view key) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::string_view{} : read_text(*value, {file_, key});
}

std::string_view MappingReader::required_id(std::string_view key) const {
  const std::string_view id = required_text(key);
  if (!is_id(id)) {
    fail(place_of(key), MessageId::read_not_id,
         {{"key", std::string{key}}, {"value", printable(id, 60)}});
  }
  return id;
}

std::string_view MappingReader::required_date(std::string_view key) const {
  return read_date(require(key), {file_, key});
}

std::string_view MappingReader::date(std::string_view key) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::string_view{} : read_date(*value, {file_, key});
}

std::uint64_t MappingReader::required_whole(std::string_view key, WholeRange range) const {
  return read_whole(require(key), {file_, key}, range);
}

std::optional<std::uint64_t> MappingReader::whole(std::string_view key, WholeRange range) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::nullopt : std::optional{read_whole(*value, {file_, key}, range)};
}

double MappingReader::required_decimal(std::string_view key, DecimalRange range) const {
  return read_decimal(require(key), {file_, key}, range);
}

std::optional<double> MappingReader::decimal(std::string_view key, DecimalRange range) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::nullopt : std::optional{read_decimal(*value, {file_, key}, range)};
}

std::optional<bool> MappingReader::boolean(std::string_view key) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::nullopt : std::optional{read_boolean(*value, {file_, key})};
}

std::span<const YamlNode> MappingReader::items(std::string_view key) const {
  const YamlNode* value = find(key);
  return value == nullptr ? std::span<const YamlNode>{} : read_list(*value, {file_, key});
}

std::span<const YamlNode> MappingReader::required_items(std::string_view key) const {
  return read_list(require(key), {file_, key});
}

std::vector<std::string_view> MappingReader::texts(std::string_view key) const {
  std::vector<std::string_view> texts;
  for (const YamlNode& item : items(key)) {
    texts.push_back(read_text(item, {file_, key}));
  }
  return texts;
}

std::vector<double> MappingReader::decimals(std::string_view key, DecimalRange range) const {
  std::vector<double> decimals;
  for (const YamlNode& item : items(key)) {
    decimals.push_back(read_decimal(item, {file_, key}, range));
  }
  return decimals;
}

std::size_t MappingReader::choice_index(std::string_view key,
                                        std::span<const std::string_view> words) const {
  const std::string_view word = required_text(key);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) {
    const std::vector<std::string> allowed{words.begin(), words.end()};
    fail(place_of(key), MessageId::read_not_choice,
         {{"key", std::string{key}},
          {"value", printable(word, 60)},
          {"names", quoted_list(allowed)}});
  }
  return static_cast<std::size_t>(found - words.begin());
}

}  // namespace vramcalc::read
