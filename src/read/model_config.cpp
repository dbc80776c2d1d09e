#include "read/model_config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <span>
#include <system_error>

#include <nlohmann/json.hpp>

#include <vramcalc/core/spelling.h>

#include "read/place.h"
#include "read/values.h"

namespace vramcalc::read {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> layer_keys{"num_hidden_layers", "n_layer", "num_layers",
                                                     "n_layers"};
constexpr std::array<std::string_view, 6> context_keys{
    "max_position_embeddings", "n_positions", "seq_length",
    "max_sequence_length",     "n_ctx",       "max_seq_len"};
constexpr std::array<std::string_view, 3> language_parts{"text_config", "language_config",
                                                         "llm_config"};

constexpr WholeRange layer_range{1, 100'000};
constexpr WholeRange context_range{1, 1'000'000'000'000};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

template <typename Number, typename... Format>
std::optional<Number> whole_text_as(std::string_view text, Format... format) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, format...);
  if (error != std::errc{} || stop != end) {
    return std::nullopt;
  }
  return value;
}

// 0x1F and 0o17; the core schema has no other bases.
std::optional<std::uint64_t> based_number(std::string_view text) {
  if (text.starts_with("0x")) {
    return whole_text_as<std::uint64_t>(text.substr(2), 16);
  }
  if (text.starts_with("0o")) {
    return whole_text_as<std::uint64_t>(text.substr(2), 8);
  }
  return std::nullopt;
}

// Digits, point and exponent only, so that "infinity" and "nan" stay words.
bool looks_like_decimal(std::string_view text) {
  const std::size_t digit = text.find_first_of("0123456789");
  return digit != std::string_view::npos &&
         text.substr(0, digit).find_first_not_of("+-.") == std::string_view::npos &&
         text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
}

Json scalar_json(const YamlNode& node, std::string_view file) {
  const std::string_view text = node.scalar;
  if (node.quoted) {
    return node.scalar;
  }
  if (is_one_of(text, {"true", "True", "TRUE"})) {
    return true;
  }
  if (is_one_of(text, {"false", "False", "FALSE"})) {
    return false;
  }
  const bool signed_plus = text.starts_with('+');
  const std::string_view number = signed_plus ? text.substr(1) : text;
  if (is_one_of(number.substr(number.starts_with('-') ? 1 : 0),
                {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) {
    fail({file, node.at}, MessageId::read_config_not_finite, {{"value", printable(text)}});
  }
  if (const auto value = based_number(text)) {
    return *value;
  }
  if (!looks_like_decimal(text) || (signed_plus && number.starts_with('-'))) {
    return node.scalar;
  }
  if (const auto value = whole_text_as<std::uint64_t>(number)) {
    return *value;
  }
  if (const auto value = whole_text_as<std::int64_t>(number)) {
    return *value;
  }
  double value = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value);
  if (stop != end || number.empty()) {
    return node.scalar;  // "1-2", "3.1.4": words after all
  }
  if (error != std::errc{}) {
    fail({file, node.at}, MessageId::read_config_not_finite, {{"value", printable(text, 60)}});
  }
  return value;
}

// The tree is at most deepest_yaml levels deep.
Json json_of(const YamlNode& node, std::string_view file) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::scalar:
      return scalar_json(node, file);
    case YamlNode::Kind::sequence: {
      Json list = Json::array();
      for (const YamlNode& item : node.items) {
        list.push_back(json_of(item, file));
      }
      return list;
    }
    case YamlNode::Kind::mapping:
      break;
  }
  Json object = Json::object();
  // Straight into the underlying vector: ordered_json would compare every key with all before it,
  // and the tree has no duplicates.
  Json::object_t::Container& members = object.get_ref<Json::object_t&>();
  members.reserve(node.entries.size());
  for (const YamlEntry& entry : node.entries) {
    members.emplace_back(entry.key.scalar, json_of(entry.value, file));
  }
  return object;
}

struct Found {
  std::string_view key;
  const YamlNode* node = nullptr;
};

Found first_of(const YamlNode& mapping, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    const YamlNode* node = find_entry(mapping, key);
    if (node != nullptr && node->kind != YamlNode::Kind::null) {
      return {key, node};
    }
  }
  return {};
}

Found find_figure(const YamlNode& config, std::span<const std::string_view> keys) {
  Found found = first_of(config, keys);
  for (std::size_t i = 0; found.node == nullptr && i < language_parts.size(); ++i) {
    if (const YamlNode* part = find_entry(config, language_parts[i])) {
      found = first_of(*part, keys);
    }
  }
  return found;
}

std::optional<std::uint64_t> whole_figure(const YamlNode& config, std::string_view file,
                                          std::span<const std::string_view> keys,
                                          WholeRange range) {
  const Found found = find_figure(config, keys);
  return found.node == nullptr ? std::nullopt
                               : std::optional{read_whole(*found.node, {file, found.key}, range)};
}

}  // namespace

ModelConfig read_model_config(const YamlNode& config, std::string_view file) {
  if (config.kind != YamlNode::Kind::mapping) {
    fail({file, config.at}, MessageId::read_not_mapping, {{"key", "config"}});
  }
  ModelConfig result;
  // ASCII output: what a C1 control or a stray escape would do to a terminal, \u009b does not.
  result.json = json_of(config, file).dump(-1, ' ', true);
  static constexpr std::array<std::string_view, 1> type_keys{"model_type"};
  if (const Found type = find_figure(config, type_keys); type.node != nullptr) {
    result.architecture = read_text(*type.node, {file, type.key});
  }
  result.layers = whole_figure(config, file, layer_keys, layer_range);
  result.max_context_tokens = whole_figure(config, file, context_keys, context_range);
  return result;
}

}  // namespace vramcalc::read
