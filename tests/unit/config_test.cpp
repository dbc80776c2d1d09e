// Fields of a config: what is taken, and what is refused with its name.
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/config.h>

namespace vramcalc::model {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ConfigValue of(ConfigValue::Variant value) {
  return {std::move(value)};
}

ConfigValue text(std::string value) {
  return of(std::move(value));
}

ConfigValue list(std::vector<ConfigValue> entries) {
  return of(std::move(entries));
}

// {"layers": 32, "ratio": 64.0, ...}, with a part of its own.
ConfigValue example() {
  ConfigObject part{{"heads", of(std::uint64_t{0})}};
  return of(ConfigObject{
      {"layers", of(std::uint64_t{32})},
      {"ratio", of(64.0)},
      {"half", of(0.5)},
      {"minus", of(-1.0)},
      {"endless", of(infinity)},
      {"huge", of(Config::largest + 1)},
      {"beyond", of(1e30)},
      {"nothing", of(std::monostate{})},
      {"yes", of(true)},
      {"name", text("llama\x1B")},
      {"numbers", list({of(std::uint64_t{1}), of(2.0)})},
      {"words", list({text("a"), text("b")})},
      {"switches", list({of(true), of(std::uint64_t{0}), of(std::uint64_t{1})})},
      {"mixed", list({of(std::uint64_t{1}), text("two")})},
      {"part", of(std::move(part))},
      {"layers_of", list({of(ConfigObject{{"kind", text("full")}}), of(ConfigObject{})})},
  });
}

template <typename Ask>
std::string fault(Ask ask) {
  static const ConfigValue root = example();
  try {
    ask(Config{root, "config.json"});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("fields of a config are read by any of their names", "[unit][model]") {
  const ConfigValue root = example();
  const Config config{root, "config.json"};
  CHECK(config.file() == "config.json");
  CHECK(config.members().size() == 16);
  CHECK(config.has("layers"));
  CHECK_FALSE(config.has("nothing"));  // null is absent
  CHECK_FALSE(config.has("layer"));
  CHECK(config.whole({"n_layer", "layers", "ratio"}) == 32U);
  CHECK(config.whole({"nothing", "ratio"}) == 64U);
  CHECK_FALSE(config.whole({"nothing", "n_layer"}));
  CHECK(config.whole({"huge"}, ~std::uint64_t{0}) == Config::largest + 1);
  CHECK(config.whole_or({"n_layer"}, 7) == 7);
  CHECK(config.required({"layers"}) == 32);
  CHECK(config.required_positive({"ratio"}) == 64);
  CHECK(config.number({"half"}) == 0.5);
  CHECK(config.number({"layers"}) == 32.0);
  CHECK_FALSE(config.number({"nothing"}));
  CHECK(config.flag({"yes"}));
  CHECK(config.flag({"no"}, true));
  CHECK_FALSE(config.maybe_flag({"no"}));
  CHECK(config.text({"model_type", "name"}) == "llama\x1B");
  CHECK(config.text({"model_type"}).empty());
  CHECK(config.wholes({"numbers"}) == std::vector<std::uint64_t>{1, 2});
  CHECK(config.wholes({"no"}).empty());
  CHECK(config.texts({"words"}) == std::vector<std::string_view>{"a", "b"});
  CHECK(config.flags({"switches"}) == std::vector<bool>{true, false, true});
  CHECK(config.part({"part"})->whole({"heads"}) == 0U);
  CHECK_FALSE(config.part({"vision_config"}));
  REQUIRE(config.parts("layers_of").size() == 2);
  CHECK(config.parts("layers_of")[0].text({"kind"}) == "full");
}

TEST_CASE("a field that makes no sense is refused by its name", "[unit][model][malformed]") {
  const std::string range =
      " must be a whole number from 0 to " + std::to_string(Config::largest) + ", not ";
  CHECK(fault([](const Config& c) { (void)c.whole({"half"}); }) ==
        "config.json: half" + range + "0.5");
  CHECK(fault([](const Config& c) { (void)c.whole({"minus"}); }) ==
        "config.json: minus" + range + "-1");
  CHECK(fault([](const Config& c) { (void)c.whole({"yes"}); }) ==
        "config.json: yes" + range + "true");
  CHECK(fault([](const Config& c) { (void)c.whole({"huge"}); }) ==
        "config.json: huge" + range + std::to_string(Config::largest + 1));
  CHECK(fault([](const Config& c) { (void)c.whole({"beyond"}); }) ==
        "config.json: beyond" + range + "1e+30");
  CHECK(fault([](const Config& c) { (void)c.whole({"endless"}); }) ==
        "config.json: endless" + range + "Infinity");
  CHECK(fault([](const Config& c) { (void)c.whole({"name"}); }) ==
        "config.json: name" + range + "'llama?'");
  CHECK(fault([](const Config& c) { (void)c.whole({"layers"}, 31); }) ==
        "config.json: layers must be a whole number from 0 to 31, not 32");
  CHECK(fault([](const Config& c) { (void)c.wholes({"mixed"}); }) ==
        "config.json: mixed[1]" + range + "'two'");
  CHECK(fault([](const Config& c) {
          (void)c.required({"n_layer", "depth"});
        }) == "config.json: n_layer is missing");
  CHECK(fault([](const Config& c) { (void)c.part({"part"})->required_positive({"heads"}); }) ==
        "config.json: part.heads must be a whole number from 1 to " +
            std::to_string(Config::largest) + ", not 0");
  CHECK(fault([](const Config& c) { (void)c.parts("layers_of")[1].required({"kind"}); }) ==
        "config.json: layers_of[1].kind is missing");
  CHECK(fault([](const Config& c) { (void)c.number({"endless"}); }) ==
        "config.json: endless must be a number, not Infinity");
  CHECK(fault([](const Config& c) { (void)c.number({"words"}); }) ==
        "config.json: words must be a number, not a list");
  CHECK(fault([](const Config& c) { (void)c.flag({"layers"}); }) ==
        "config.json: layers must be true or false, not 32");
  CHECK(fault([](const Config& c) { (void)c.flags({"numbers"}); }) ==
        "config.json: numbers[1] must be true or false, not 2");
  CHECK(fault([](const Config& c) { (void)c.text({"part"}); }) ==
        "config.json: part must be a text, not an object");
  CHECK(fault([](const Config& c) { (void)c.texts({"mixed"}); }) ==
        "config.json: mixed[0] must be a text, not 1");
  CHECK(fault([](const Config& c) { (void)c.texts({"name"}); }) ==
        "config.json: name must be a list, not 'llama?'");
  CHECK(fault([](const Config& c) { (void)c.part({"words"}); }) ==
        "config.json: words must be an object, not a list");
  CHECK(fault([](const Config& c) { (void)c.parts("words"); }) ==
        "config.json: words[0] must be an object, not 'a'");
  CHECK(fault([](const Config& c) {
          c.fail("layers", MessageId::config_too_short,
                 {{"count", std::uint64_t{3}}, {"layers", std::uint64_t{4}}});
        }) == "config.json: layers has 3 entries for 4 layers");
}

TEST_CASE("a config is an object", "[unit][model][malformed]") {
  const auto refused = [](const ConfigValue& root) {
    try {
      (void)Config{root, "\x1B.json"};
    } catch (const Error& error) {
      return std::string{error.what()};
    }
    return std::string{"accepted"};
  };
  const std::string begin = "?.json: must hold an object with keys and values, not ";
  CHECK(refused(list({})) == begin + "a list");
  CHECK(refused({}) == begin + "null");
  CHECK(refused(of(-infinity)) == begin + "-Infinity");
}

}  // namespace vramcalc::model
