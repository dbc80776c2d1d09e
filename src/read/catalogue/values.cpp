#include "read/catalogue/values.h"

#include <algorithm>
#include <string>

#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

#include "read/catalogue/scalars.h"
#include "read/place.h"

namespace vramcalc::read {
namespace {

// What stands there, for "..., not {value}".
std::string shown(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::mapping:
      return "a mapping";
    case YamlNode::Kind::scalar:
      break;
  }
  const std::string text = printable(node.scalar, 60);
  return node.quoted ? "the text '" + text + "'" : "'" + text + "'";
}

[[noreturn]] void fail_value(const YamlNode& node, ValueName name, MessageId message,
                             Fields fields = {}) {
  fields.emplace_back("key", std::string{name.key});
  fields.emplace_back("value", shown(node));
  fail({name.file, node.at}, message, std::move(fields));
}

// Numbers and booleans have to be written plain: "24" in quotes is a text.
bool is_plain(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && !node.quoted;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

// C1 controls are two bytes, C2 80 to C2 9F; an escape such as "\x9b" can bring them in.
bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool c1 = text[i] == '\xC2' && i + 1 < text.size() && text[i + 1] < '\xA0';
    if (is_control(text[i]) || c1) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view read_text(const YamlNode& node, ValueName name) {
  if (node.kind != YamlNode::Kind::scalar) {
    fail_value(node, name, MessageId::read_not_text);
  }
  std::string_view text = node.scalar;
  while (text.ends_with('\n')) {  // a block scalar ends with one
    text.remove_suffix(1);
  }
  if (text.find_first_not_of(' ') == std::string_view::npos) {
    fail_value(node, name, MessageId::read_empty_text);
  }
  if (text.size() > longest_text) {
    fail_value(node, name, MessageId::read_text_too_long, {{"count", std::uint64_t{longest_text}}});
  }
  if (has_control(text)) {
    fail_value(node, name, MessageId::read_text_control);
  }
  return text;
}

std::string_view read_date(const YamlNode& node, ValueName name) {
  const std::string_view text = read_text(node, name);
  if (!is_date(text)) {
    fail_value(node, name, MessageId::read_not_date);
  }
  return text;
}

std::uint64_t read_whole(const YamlNode& node, ValueName name, WholeRange range) {
  const auto value = is_plain(node) ? parse_whole(node.scalar) : std::nullopt;
  if (!value || *value < range.low || *value > range.high) {
    fail_value(node, name, MessageId::read_not_whole, {{"low", range.low}, {"high", range.high}});
  }
  return *value;
}

double read_decimal(const YamlNode& node, ValueName name, DecimalRange range) {
  const auto value = is_plain(node) ? parse_plain_decimal(node.scalar) : std::nullopt;
  if (!value || *value > range.high || (*value <= 0 && !range.zero_allowed)) {
    fail_value(
        node, name,
        range.zero_allowed ? MessageId::read_not_decimal_or_zero : MessageId::read_not_decimal,
        {{"high", decimal_text(range.high, 0)}});
  }
  return *value;
}

bool read_boolean(const YamlNode& node, ValueName name) {
  if (!is_plain(node) || (node.scalar != "true" && node.scalar != "false")) {
    fail_value(node, name, MessageId::read_not_boolean);
  }
  return node.scalar == "true";
}

std::span<const YamlNode> read_list(const YamlNode& node, ValueName name) {
  if (node.kind != YamlNode::Kind::sequence) {
    fail_value(node, name, MessageId::read_not_list);
  }
  return node.items;
}

}  // namespace vramcalc::read
