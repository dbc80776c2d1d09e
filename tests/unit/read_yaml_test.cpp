// The tree of a YAML text, and what is refused before anybody sees it.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "read/catalogue/yaml.h"
#include "support/repeated.h"

namespace vramcalc::read {
namespace {

using test::repeated;
using Kind = YamlNode::Kind;

std::string fault(const std::string& text) {
  try {
    (void)parse_yaml(text, "f.yaml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a YAML text becomes a tree with places", "[unit][read]") {
  const YamlNode root =
      parse_yaml("# comment\na: 8.90\nb: [no, '1', ~]\nc:\nd: {e: f}\n", "f.yaml");
  REQUIRE(root.kind == Kind::mapping);
  REQUIRE(root.entries.size() == 4);

  const YamlNode& a = *find_entry(root, "a");
  CHECK(a.scalar == "8.90");  // as written
  CHECK_FALSE(a.quoted);
  CHECK(a.at.line == 2);
  CHECK(a.at.column == 4);

  const YamlNode& b = *find_entry(root, "b");
  REQUIRE(b.items.size() == 3);
  CHECK(b.items[0].scalar == "no");
  CHECK(b.items[1].quoted);
  CHECK(b.items[2].kind == Kind::null);

  const YamlNode& c = *find_entry(root, "c");
  CHECK(c.kind == Kind::null);
  CHECK(c.at.line == 4);  // not where the next token stands
  CHECK(find_entry(*find_entry(root, "d"), "e")->scalar == "f");
  CHECK(find_entry(root, "e") == nullptr);
}

TEST_CASE("an empty YAML text is null", "[unit][read]") {
  const auto* const text = GENERATE("", "\n\n", "# only a comment", "---\n", "\xEF\xBB\xBF");
  CHECK(parse_yaml(text, "f.yaml").kind == Kind::null);
}

TEST_CASE("a byte order mark, CRLF and other scripts are fine", "[unit][read]") {
  const YamlNode root = parse_yaml(
      "\xEF\xBB\xBF"
      "a: 显存\r\nb: é😀\r\n",
      "f.yaml");
  CHECK(find_entry(root, "a")->scalar == "显存");
  CHECK(find_entry(root, "b")->scalar == "é😀");
}

TEST_CASE("what YAML can do and a catalogue may not", "[unit][read][malformed]") {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::string anchor =
      " YAML anchors (&) and aliases (*) are not accepted; write the value out";
  const std::string tag = " YAML tags (!) are not accepted; write the value out";
  const std::vector<Case> cases{
      {"a: &x 1", "f.yaml:1:4:" + anchor},
      {"- &x [1]\n- *x", "f.yaml:1:3:" + anchor},
      {"a: *x", "f.yaml:1:4:" + anchor},
      {"a: *", "f.yaml:1:5:" + anchor},
      {"a: !!str 1", "f.yaml:1:4:" + tag},
      {"a: !<x> {b: 1}", "f.yaml:1:4:" + tag},
      {"!!map {a: 1}", "f.yaml:1:1:" + tag},
      {"a: 1\n---\nb: 2", "f.yaml:2:1: a second YAML document begins here; only one is accepted"},
      {"- a\nb: 1", "f.yaml:2:1: a second YAML document begins here; only one is accepted"},
      {"a: 1\nb: 2\na: 3", "f.yaml:3:1: 'a' is already given on line 1"},
      {"x: {a: 1, 'a': 2}", "f.yaml:1:11: 'a' is already given on line 1"},
      {"[a]: 1", "f.yaml:1:1: a key must be a word"},
      {"? {a: 1}\n: 1", "f.yaml:1:3: a key must be a word"},
      {": 1", "f.yaml:1:1: a key must be a word"},
      {"a: 'open", "f.yaml:1:9: a quoted text is not closed"},
      {"a: [1, 2", "f.yaml:1:1: a bracket is not closed"},
      {"a: 1]\n]", "f.yaml:2:1: a closing bracket that nothing opened"},
      {"a: b: c", "f.yaml:1:5: a colon does not belong here; a text with ': ' needs quotes"},
      {"a: - b", "f.yaml:1:4: a list entry does not belong here"},
      {"a:\n  - b\n c: 1", "f.yaml:3:2: the indentation does not match the lines above"},
      {"a: @x", "f.yaml:1:4: a text that begins with this character needs quotes"},
      {"a: \"\\q\"", "f.yaml:1:7: an unknown escape in a quoted text"},
      {"a: \"\\ud800\"", "f.yaml:1:11: an unknown escape in a quoted text"},
      {"a: \xFF", "f.yaml:1:4: is not UTF-8 text"},
      {"a: 1\nb: \xC0\x80", "f.yaml:2:4: is not UTF-8 text"},
      {"\xFF\xFE"
       "a",
       "f.yaml:1:1: is not UTF-8 text"},
      {"a: \x1B[31m", "f.yaml:1:4: control character 27 is not allowed"},
      {"a: 1\n\x04\nb: 2", "f.yaml:2:1: control character 4 is not allowed"},
      {"a: \xC2\x9B", "f.yaml:1:4: control character 155 is not allowed"},
      {"a: 1\rb: 2", "f.yaml:1:5: control character 13 is not allowed"},
      {std::string(longest_yaml_key + 1, 'k') + ": 1", "f.yaml:1:1: a key has more than 128 bytes"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.text);
    CHECK(fault(row.text) == row.message);
  }
}

TEST_CASE("no YAML text exhausts the machine", "[unit][read][malformed]") {
  // Nine levels of nine references each would be 10^9 values.
  std::string bomb = "a0: &a0 [x]\n";
  for (int level = 1; level < 10; ++level) {
    const std::string alias = "*a" + std::to_string(level - 1) + ", ";
    bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" +
            repeated(alias, 9) + "]\n";
  }
  CHECK(fault(bomb) ==
        "f.yaml:1:5: YAML anchors (&) and aliases (*) are not accepted; write the value out");

  CHECK(fault(std::string(10'000'000, 'a')) == "f.yaml:1:1: the file is larger than 4 MiB");
  CHECK(fault(std::string(20'000, '[')) == "f.yaml:1:17: nested more than 32 levels deep");
  CHECK(fault(repeated("[\n", 1'000'000)) == "f.yaml:17:1: nested more than 32 levels deep");
  CHECK(fault(std::string(33, '[') + std::string(33, ']')) ==
        "f.yaml:1:33: nested more than 32 levels deep");
  CHECK(fault(repeated("- ", 20'000)) == "f.yaml:1:65: nested more than 32 levels deep");
  CHECK(fault(repeated("{a: ", 10'000)) == "f.yaml:1:125: nested more than 32 levels deep");
  CHECK(fault(std::string(4'000'000, '[')) == "f.yaml:1:65537: a line has more than 65536 bytes");
  CHECK(fault(repeated("-\n", 600'000)) == "f.yaml:500001:1: more than 500000 values in one file");
  CHECK(fault(repeated("[", 32) + repeated("]", 32)) == "accepted");
}

}  // namespace vramcalc::read
