#include "read/catalogue/model_config.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

#include <nlohmann/json.hpp>

#include <vramcalc/core/spelling.h>

#include "read/catalogue/scalars.h"
#include "read/catalogue/values.h"
#include "read/place.h"

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

// 0x1F and 0o17; the core schema has no other bases.
std::optional<std::uint64_t> based_number(std::string_view text) {
  if (text.starts_with("0x")) {
    return number_of<std::uint64_t>(text.substr(2), 16);
  }
  if (text.starts_with("0o")) {
    return number_of<std::uint64_t>(text.substr(2), 8);
  }
  return std::nullopt;
}

// The core schema's [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?, which "infinity", "1-2"
// and "3.1.4" are not.
bool is_number(std::string_view text) {
  const auto skip = [&](std::string_view any_of, std::size_t most) {
    const std::size_t count = std::min({text.find_first_not_of(any_of), text.size(), most});
    text.remove_prefix(count);
    return count;
  };
  constexpr std::string_view digits = "0123456789";
  constexpr std::size_t all = std::string_view::npos;
  skip("+-", 1);
  const std::size_t whole = skip(digits, all);
  const std::size_t fraction = skip(".", 1) == 1 ? skip(digits, all) : 0;
  if (whole + fraction == 0) {
    return false;
  }
  if (skip("eE", 1) == 1) {
    skip("+-", 1);
    return skip(digits, all) > 0 && text.empty();
  }
  return text.empty();
}

std::string_view without(char sign, std::string_view text) {
  return text.starts_with(sign) ? text.substr(1) : text;
}

bool is_infinity_or_nan(std::string_view text) {
  return is_one_of(without('-', without('+', text)),
                   {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"});
}

// Whole numbers stay whole as far as 64 bits hold them.
std::optional<Json> number_json(std::string_view text) {
  const std::string_view number = without('+', text);
  if (const auto value = number_of<std::uint64_t>(number)) {
    return *value;
  }
  if (const auto value = number_of<std::int64_t>(number)) {
    return *value;
  }
  if (const auto value = number_of<double>(number)) {
    return *value;
  }
  return std::nullopt;
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
  if (const auto value = based_number(text)) {
    return *value;
  }
  if (!is_number(text) && !is_infinity_or_nan(text)) {
    return node.scalar;
  }
  const std::optional<Json> value = number_json(text);
  if (!value) {
    fail({file, node.at}, MessageId::read_config_number, {{"value", printable(text, 60)}});
  }
  return *value;
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
