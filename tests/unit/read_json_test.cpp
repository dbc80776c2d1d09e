// The tree of a JSON text, and what is refused before anybody sees it.
#include "read/json/json.h"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "read/json/json_events.h"
#include "support/files.h"
#include "support/repeated.h"

namespace vramcalc::read {
namespace {

using model::Config;
using model::ConfigList;
using model::ConfigObject;
using model::ConfigValue;
using test::content;
using test::repeated;

std::string fault(const std::string& text) {
  try {
    (void)parse_json_text(text, "f.json");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

std::filesystem::path data(const std::string& name) {
  return std::filesystem::path{VRAMCALC_SOURCE_DIR} / "tests" / "data" / name;
}

}  // namespace

TEST_CASE("a JSON text becomes a tree", "[unit][read]") {
  const ConfigValue root = parse_json_text(
      R"({"a": [null, true, 7, -0.5, "x\u00e9\n"], "b": {"c": {}}, "": []})", "f.json");
  const auto* object = root.get<ConfigObject>();
  REQUIRE(object != nullptr);
  REQUIRE(object->size() == 3);
  CHECK((*object)[0].key == "a");
  CHECK((*object)[1].key == "b");
  CHECK((*object)[2].key.empty());
  const auto* list = (*object)[0].value.get<ConfigList>();
  REQUIRE(list != nullptr);
  REQUIRE(list->size() == 5);
  CHECK((*list)[0].is_null());
  CHECK(*(*list)[1].get<bool>());
  CHECK(*(*list)[2].get<std::uint64_t>() == 7);
  CHECK(*(*list)[3].get<double>() == -0.5);
  CHECK(*(*list)[4].get<std::string>() == "xé\n");
}

TEST_CASE("whole numbers of JSON stay whole as far as 64 bits go", "[unit][read]") {
  const auto number = [](const std::string& text) { return parse_json_text(text, "f.json"); };
  CHECK(*number("0").get<std::uint64_t>() == 0);
  CHECK(*number("-0").get<std::uint64_t>() == 0);
  CHECK(*number("18446744073709551615").get<std::uint64_t>() == ~std::uint64_t{0});
  CHECK(*number("18446744073709551616").get<double>() == 0x1p64);
  CHECK(*number("-1").get<double>() == -1);
  CHECK(*number("-9223372036854775809").get<double>() == -0x1p63);
  CHECK(*number("64.0").get<double>() == 64);
  CHECK(*number("1e-6").get<double>() == 1e-6);
}

TEST_CASE("NaN and Infinity, which Python writes, are kept for whoever asks", "[unit][read]") {
  // nvidia/Nemotron-H-56B-Base-8K config.json: "time_step_limit": [0.0, Infinity]
  const ConfigValue root =
      parse_json_text("{\"a\":[0.0,Infinity], \"b\":-Infinity,\"c\": NaN\n, \"d\":null}", "f.json");
  const Config config{root, "f.json"};
  CHECK(std::isinf(*(*config.find({"a"})->get<ConfigList>())[1].get<double>()));
  CHECK(*config.find({"b"})->get<double>() < 0);
  CHECK(std::isnan(*config.find({"c"})->get<double>()));
  CHECK(config.find({"d"}) == nullptr);
  CHECK(std::isnan(*parse_json_text("NaN", "f.json").get<double>()));
  CHECK_THROWS_WITH(config.number({"c"}), "f.json: c must be a number, not NaN");
  // At the border of two blocks of a file.
  const std::string space(64 * 1024 - 4, ' ');
  CHECK(*parse_json_text(space + "-Infinity", "f.json").get<double>() < 0);
}

TEST_CASE("a byte order mark before JSON, CRLF and other scripts are fine", "[unit][read]") {
  const ConfigValue root = parse_json_text("\xEF\xBB\xBF{\r\n\"显存\": \"😀\"}\r\n", "f.json");
  const auto* object = root.get<ConfigObject>();
  REQUIRE(object != nullptr);
  CHECK(object->front().key == "显存");
  CHECK(*object->front().value.get<std::string>() == "😀");
}

TEST_CASE("what is no JSON is refused with its place", "[unit][read][malformed]") {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::string syntax = " is not valid JSON";
  const std::string ends = " the JSON text ends too early";
  const std::string bad_text = " a text holds an unknown escape or is not UTF-8";
  const std::vector<Case> cases{
      {"", "f.json:1:1:" + ends},
      {"\xEF\xBB", "f.json:1:2:" + ends},
      {"\xEF\xBB\xBF", "f.json:1:3:" + ends},
      {"\xFF\xFE{", "f.json:1:1:" + syntax},
      {"{", "f.json:1:1:" + ends},
      {"{\n\"a\"", "f.json:2:3:" + ends},
      {"{\"a\": \"b", "f.json:1:8:" + ends},
      {"{\"a\": tru", "f.json:1:9:" + ends},
      {"{\"a\": 1", "f.json:1:7:" + ends},
      {"{\"a\": 1,}", "f.json:1:9:" + syntax},
      {"{\"a\": 1 \"b\": 2}", "f.json:1:11:" + syntax},
      {"{\"a\" 1}", "f.json:1:7:" + syntax},
      {"{a: 1}", "f.json:1:2:" + syntax},
      {"{1: 1}", "f.json:1:3:" + syntax},
      {"{'a': 1}", "f.json:1:2:" + syntax},
      {"[1,]", "f.json:1:4:" + syntax},
      {"[1}", "f.json:1:3:" + syntax},
      {"[1]]", "f.json:1:4:" + syntax},
      {"{}{}", "f.json:1:3:" + syntax},
      {"// comment\n1", "f.json:1:1:" + syntax},
      {"[01]", "f.json:1:4:" + syntax},
      {"[+1]", "f.json:1:2:" + syntax},
      {"[.5]", "f.json:1:2:" + syntax},
      {"[1.]", "f.json:1:4:" + syntax},
      {"[0x10]", "f.json:1:3:" + syntax},
      {"[-]", "f.json:1:3:" + syntax},
      {"[True]", "f.json:1:2:" + syntax},
      {"[None]", "f.json:1:2:" + syntax},
      {"[nan]", "f.json:1:3:" + syntax},
      {"[NaNs]", "f.json:1:2:" + syntax},
      {"[--Infinity]", "f.json:1:3:" + syntax},
      {"{Infinity: 1}", "f.json:1:9:" + syntax},
      {"[1e999]", "f.json:1:2: a number is too large"},
      {"[\n -1e999\n]", "f.json:2:2: a number is too large"},
      {"[\"\\x\"]", "f.json:1:4:" + bad_text},
      {"[\"\\u12g\"]", "f.json:1:7:" + bad_text},
      {"[\"\\ud800\"]", "f.json:1:9:" + syntax},
      {"[\"\xC0\x80\"]", "f.json:1:3:" + bad_text},
      {"[\"\xED\xA0\x80\"]", "f.json:1:4:" + bad_text},
      {"[\"\xFF\"]", "f.json:1:3:" + bad_text},
      {"[\"a\nb\"]", "f.json:1:4: a text holds control character 10, which needs an escape"},
      {std::string{"[\"\0\"]", 5},
       "f.json:1:3: a text holds control character 0, which needs an "
       "escape"},
      {std::string{"\0{}", 3}, "f.json:1:1:" + syntax},
      {"{\"a\": 1, \"b\": 2, \"a\": 3}", "f.json:1:18: 'a' is given twice"},
      {"{\"x\": {\n\"\\u0061\": 1,\n\"a\": 2}}", "f.json:3:1: 'a' is given twice"},
      {repeated("[", deepest_json + 1), "f.json:1:33: nested more than 32 levels deep"},
      {repeated("{\"\":", deepest_json + 1), "f.json:1:129: nested more than 32 levels deep"},
      {"[" + repeated("0,", most_json_values) + "0]",
       "f.json:1:400000: more than 200000 values in one file"},
      {repeated(" ", largest_config.count() + 1), "f.json: is larger than 8 MiB"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.text.substr(0, 100));
    CHECK(fault(row.text) == row.message);
  }
}

TEST_CASE("as much as is allowed of JSON is read", "[unit][read]") {
  CHECK(fault(repeated("[", deepest_json) + repeated("]", deepest_json)) == "accepted");
  CHECK(fault("[" + repeated("0,", most_json_values - 2) + "0]") == "accepted");
  CHECK(fault(repeated(" ", largest_config.count() - 2) + "{}") == "accepted");
  CHECK(fault("[\"" + std::string(1'000'000, 'x') + "\"]") == "accepted");
}

TEST_CASE("configs as publishers wrote them are read", "[unit][read]") {
  struct Case {
    const char* file;
    const char* model_type;
    std::uint64_t layers;
  };
  const std::vector<Case> cases{
      {"meta-llama--Llama-3.1-8B.json", "llama", 32},
      {"Qwen--Qwen3-30B-A3B.json", "qwen3_moe", 48},
      {"deepseek-ai--DeepSeek-R1.json", "deepseek_v3", 61},
      {"google--gemma-3-4b-it.json", "gemma3_text", 34},
      {"nvidia--Nemotron-H-56B-Base-8K.json", "nemotron_h", 118},
  };
  for (const Case& row : cases) {
    CAPTURE(row.file);
    const ConfigValue root = read_json_file(data("configs") / row.file);
    const Config whole{root, row.file};
    const Config text = whole.part({"text_config"}).value_or(whole);
    CHECK(text.text({"model_type"}) == row.model_type);
    CHECK(text.required({"num_hidden_layers"}) == row.layers);
  }
}

TEST_CASE("every beginning of a config is refused and nothing worse", "[unit][read][malformed]") {
  const std::string whole = content(data("configs") / "meta-llama--Llama-3.1-8B.json");
  REQUIRE(whole.size() > 500);
  const std::size_t end = whole.rfind('}');
  for (std::size_t length = 0; length <= end; ++length) {
    CAPTURE(length);
    CHECK(fault(whole.substr(0, length)).ends_with(" the JSON text ends too early"));
  }
  CHECK(fault(whole) == "accepted");
}

TEST_CASE("a config file that is not there is not found", "[unit][read]") {
  try {
    (void)read_json_file(data("configs") / "none.json");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
  }
}

}  // namespace vramcalc::read
