#include "read/catalogue/yaml.h"

#include <array>
#include <cstdint>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <vramcalc/core/spelling.h>
#include <vramcalc/core/utf8.h>

#include "read/catalogue/yaml_text.h"

namespace vramcalc::read {
namespace {

Position position_of(const YAML::Mark& mark) {
  if (mark.is_null()) {
    return {};
  }
  return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

// Builds the tree from the parser's events. The events and not yaml-cpp's own nodes, because those
// expand aliases, keep duplicate keys and have no limits.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view file) : file_(file) {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) {
      fail_at(mark, MessageId::read_yaml_second_document);
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    YamlNode node = new_node(YamlNode::Kind::null, mark, "");
    if (!open_.empty() && open_.back().key) {
      // The parser's mark is that of the next token, which may stand on a later line.
      node.at = open_.back().key->at;
    }
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    fail_at(mark, MessageId::read_yaml_anchor);
  }
  void OnAnchor(const YAML::Mark& mark, const std::string& /*name*/) override {
    fail_at(mark, MessageId::read_yaml_anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    // yaml-cpp writes the escapes \N and \_ as the Latin-1 bytes 0x85 and 0xA0.
    if (!is_utf8(value)) {
      fail_at(mark, MessageId::read_yaml_not_utf8);
    }
    YamlNode node = new_node(YamlNode::Kind::scalar, mark, tag);
    node.scalar = value;
    node.quoted = tag == "!";
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    open(new_node(YamlNode::Kind::sequence, mark, tag), mark);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    open(new_node(YamlNode::Kind::mapping, mark, tag), mark);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;  // read, its value still to come
    std::unordered_map<std::string, std::size_t> line_of_key;
  };

  [[noreturn]] void fail_at(const YAML::Mark& mark, MessageId message, Fields fields = {}) const {
    fail({file_, position_of(mark)}, message, std::move(fields));
  }

  YamlNode new_node(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    // "?" and "!" are what the parser calls an untagged plain and an untagged quoted value.
    if (!tag.empty() && tag != "?" && tag != "!") {
      fail_at(mark, MessageId::read_yaml_tag);
    }
    if (++nodes_ > most_yaml_nodes) {
      fail_at(mark, MessageId::read_yaml_too_many, {{"count", std::uint64_t{most_yaml_nodes}}});
    }
    YamlNode node;
    node.kind = kind;
    node.at = position_of(mark);
    return node;
  }

  void open(YamlNode node, const YAML::Mark& mark) {
    if (open_.size() >= deepest_yaml) {
      fail_at(mark, MessageId::read_yaml_too_deep, {{"count", std::uint64_t{deepest_yaml}}});
    }
    open_.push_back({std::move(node), std::nullopt, {}});
  }

  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.key) {
      parent.node.entries.push_back({std::move(*parent.key), std::move(node)});
      parent.key.reset();
    } else {
      check_key(node, parent);
      parent.key = std::move(node);
    }
  }

  // Not before the key is complete: to the parser a bracket that is never closed is a key, too.
  void check_key(const YamlNode& key, Open& parent) const {
    if (key.kind != YamlNode::Kind::scalar) {
      fail({file_, key.at}, MessageId::read_yaml_key_not_text);
    }
    if (key.scalar.size() > longest_yaml_key) {
      fail({file_, key.at}, MessageId::read_yaml_key_too_long,
           {{"count", std::uint64_t{longest_yaml_key}}});
    }
    const auto [first, is_new] = parent.line_of_key.emplace(key.scalar, key.at.line);
    if (!is_new) {
      fail({file_, key.at}, MessageId::read_yaml_duplicate_key,
           {{"key", printable(key.scalar)}, {"line", std::uint64_t{first->second}}});
    }
  }

  std::string_view file_;
  bool started_ = false;
  std::size_t nodes_ = 0;
  std::vector<Open> open_;
  YamlNode root_;
};

// yaml-cpp's complaints that say something, in our words; the rest is "not valid YAML".
MessageId message_of(const YAML::Exception& error) {
  struct Row {
    std::string_view theirs;
    MessageId ours;
  };
  static const std::array rows{
      Row{YAML::ErrorMsg::UNKNOWN_ANCHOR, MessageId::read_yaml_anchor},
      Row{YAML::ErrorMsg::ALIAS_NOT_FOUND, MessageId::read_yaml_anchor},
      Row{YAML::ErrorMsg::ANCHOR_NOT_FOUND, MessageId::read_yaml_anchor},
      Row{YAML::ErrorMsg::EOF_IN_SCALAR, MessageId::read_yaml_open_quote},
      Row{YAML::ErrorMsg::DOC_IN_SCALAR, MessageId::read_yaml_open_quote},
      Row{YAML::ErrorMsg::END_OF_SEQ_FLOW, MessageId::read_yaml_open_bracket},
      Row{YAML::ErrorMsg::END_OF_MAP_FLOW, MessageId::read_yaml_open_bracket},
      Row{YAML::ErrorMsg::FLOW_END, MessageId::read_yaml_closing_bracket},
      Row{YAML::ErrorMsg::MAP_VALUE, MessageId::read_yaml_stray_colon},
      Row{YAML::ErrorMsg::BLOCK_ENTRY, MessageId::read_yaml_stray_dash},
      Row{YAML::ErrorMsg::END_OF_MAP, MessageId::read_yaml_indentation},
      Row{YAML::ErrorMsg::END_OF_SEQ, MessageId::read_yaml_indentation},
      Row{YAML::ErrorMsg::TAB_IN_INDENTATION, MessageId::read_yaml_indentation},
      Row{YAML::ErrorMsg::UNKNOWN_TOKEN, MessageId::read_yaml_needs_quotes},
      Row{YAML::ErrorMsg::BAD_FILE, MessageId::read_yaml_too_deep},
  };
  for (const Row& row : rows) {
    if (row.theirs == error.msg) {
      return row.ours;
    }
  }
  const bool escape = error.msg.starts_with(YAML::ErrorMsg::INVALID_ESCAPE) ||
                      error.msg.starts_with(YAML::ErrorMsg::INVALID_UNICODE) ||
                      error.msg == YAML::ErrorMsg::INVALID_HEX;
  return escape ? MessageId::read_yaml_escape : MessageId::read_yaml_syntax;
}

}  // namespace

const YamlNode* find_entry(const YamlNode& mapping, std::string_view key) {
  for (const YamlEntry& entry : mapping.entries) {
    if (entry.key.scalar == key) {
      return &entry.value;
    }
  }
  return nullptr;
}

YamlNode parse_yaml(std::string_view text, std::string_view file) {
  check_yaml_text(text, file);
  TreeBuilder builder{file};
  try {
    std::istringstream in{std::string{text}};
    YAML::Parser parser{in};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    fail({file, position_of(error.mark)}, message_of(error),
         {{"count", std::uint64_t{deepest_yaml}}});
  }
  return builder.take_root();
}

}  // namespace vramcalc::read
