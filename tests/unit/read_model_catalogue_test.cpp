// The model catalogue, and a publisher's config written in YAML.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

#include "read/catalogue/model_config.h"

namespace vramcalc::read {
namespace {

const std::string model_text = R"(references: {db: A database}
models:
  - id: 7b
    name: 7B
    parameters: 7000000000
    sources: [{from: db, for: [parameters]}]
  - id: test-8b
    name: Test 8B
    aliases: [test]
    repository: maker/test-8B
    parameters: 8030261248
    licence: apache-2.0
    released: "2025-04-27"
    sources:
      - {from: db, for: [parameters, config]}
      - {from: "https://a.example", for: [licence, released, aliases]}
    config:
      model_type: llama
      num_hidden_layers: 32
      max_position_embeddings: 131072
)";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = model_text;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string fault(const std::string& text) {
  try {
    (void)parse_model_catalogue(text, "f.yaml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.hint() ? error.what() + (" | " + render(*error.hint())) : error.what();
  }
  return "accepted";
}

ModelConfig config_of(const std::string& text) {
  return read_model_config(parse_yaml(text, "f.yaml"), "f.yaml");
}

std::string config_fault(const std::string& text) {
  try {
    return config_of(text).json;
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("models and size classes are read", "[unit][read]") {
  const ModelFile file = parse_model_catalogue(model_text, "f.yaml");
  REQUIRE(file.models.size() == 2);
  CHECK(file.models[0].is_size_class());
  CHECK(file.models[0].parameters == 7'000'000'000);
  CHECK_FALSE(file.models[0].layers);

  const model::CatalogueModel& model = file.models[1];
  CHECK_FALSE(model.is_size_class());
  CHECK(model.id == "test-8b");
  CHECK(model.name == "Test 8B");
  CHECK(model.aliases.front() == "test");
  CHECK(model.repository == "maker/test-8B");
  CHECK(model.parameters == 8'030'261'248);
  CHECK(model.licence == "apache-2.0");
  CHECK(model.released == "2025-04-27");
  CHECK(model.architecture == "llama");
  CHECK(model.layers == 32U);
  CHECK(model.max_context_tokens == 131'072U);
  CHECK(model.config_json ==
        R"({"model_type":"llama","num_hidden_layers":32,"max_position_embeddings":131072})");
  REQUIRE(model.sources.size() == 2);
  CHECK(model.sources[1].figures[2] == "aliases");
}

TEST_CASE("a model's faults are named with their place", "[unit][read][malformed]") {
  struct Case {
    std::string from;
    std::string to;
    std::string message;
  };
  const std::vector<Case> cases{
      {"8030261248", "8.03B",
       "f.yaml:11:17: parameters must be a whole number from 1 to 1000000000000000, not '8.03B'"},
      {"8030261248", "0",
       "f.yaml:11:17: parameters must be a whole number from 1 to 1000000000000000, not '0'"},
      {"8030261248", "1000000000000001",
       "f.yaml:11:17: parameters must be a whole number from 1 to 1000000000000000, not "
       "'1000000000000001'"},
      {"    repository: maker/test-8B\n", "",
       "f.yaml:17:7: a config needs a repository that it comes from"},
      {"parameters: 7000000000", "parameters: 7000000000\n    repository: a/b",
       "f.yaml:6:17: a repository needs a config"},
      {"config]}", "released]}", "f.yaml:16:52: released has a second source; name it in one only"},
      {"parameters, config]", "parameters]", "f.yaml:7:5: missing source for config"},
      {"licence, released, aliases", "released", "f.yaml:7:5: missing source for licence"},
      {"licence: apache", "license: apache",
       "f.yaml:12:5: unknown key 'license' | did you mean 'licence'?"},
      {"\"2025-04-27\"", "April 2025",
       "f.yaml:13:15: released must be a date such as 2022-10-12, 2022-10 or 2022, not 'April "
       "2025'"},
      {"aliases: [test]", "aliases: [7 B]",
       "f.yaml:9:15: the name '7 B' already means '7b' of line 3"},
      {"id: test-8b", "id: 7b", "f.yaml:7:9: the id '7b' is already used on line 3"},
      {"num_hidden_layers: 32", "num_hidden_layers: thirty",
       "f.yaml:19:26: num_hidden_layers must be a whole number from 1 to 100000, not 'thirty'"},
      {"model_type: llama", "model_type: [llama]",
       "f.yaml:18:19: model_type must be a text, not a list"},
      {"models:", "modles:", "f.yaml:2:1: unknown key 'modles' | did you mean 'models'?"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.from, row.to);
    CHECK(fault(replaced(row.from, row.to)) == row.message);
  }
  CHECK(fault("references: {a: b}") == "f.yaml:1:1: models is missing");
  CHECK(fault("models: [{id: a, name: A, parameters: 1, repository: r, config: 3, sources: []}]") ==
        "f.yaml:1:65: config must be a mapping of keys to values");
}

TEST_CASE("plain scalars have the types of the YAML 1.2 core schema", "[unit][read]") {
  struct Case {
    std::string yaml;
    std::string json;
  };
  const std::vector<Case> cases{
      {"null", "null"},
      {"~", "null"},
      {"", "null"},
      {"true", "true"},
      {"FALSE", "false"},
      {"yes", "\"yes\""},
      {"0", "0"},
      {"-12", "-12"},
      {"+12", "12"},
      {"007", "7"},
      {"0x1F", "31"},
      {"0o17", "15"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551616", "1.8446744073709552e+19"},
      {"10000.0", "10000.0"},
      {"1.0e-06", "1e-06"},
      {"1e-05", "1e-05"},
      {"1E5", "100000.0"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"5.", "5.0"},
      {"'5'", "\"5\""},
      {"\"true\"", "\"true\""},
      {"bfloat16", "\"bfloat16\""},
      {"1-2", "\"1-2\""},
      {"3.1.4", "\"3.1.4\""},
      {"+-1", "\"+-1\""},
      {"1e", "\"1e\""},
      {".", "\".\""},
      {"+", "\"+\""},
      {"1e-400", "f.yaml:1:4: '1e-400' is not a number that JSON can hold"},
      {"infinity", "\"infinity\""},
      {"0x", "\"0x\""},
      {"1_000", "\"1_000\""},
      {"2022-10-12", "\"2022-10-12\""},
      {"\"a\\\"\\x1b\\u00e9\"", R"("a\"\u001b\u00e9")"},
      {"[1, [2.5, x], {y: }]", R"([1,[2.5,"x"],{"y":null}])"},
      {".inf", "f.yaml:1:4: '.inf' is not a number that JSON can hold"},
      {"-.Inf", "f.yaml:1:4: '-.Inf' is not a number that JSON can hold"},
      {".NaN", "f.yaml:1:4: '.NaN' is not a number that JSON can hold"},
      {"1e999", "f.yaml:1:4: '1e999' is not a number that JSON can hold"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.yaml);
    const bool is_error = row.json.starts_with("f.yaml");
    CHECK(config_fault("a: " + row.yaml) == (is_error ? row.json : "{\"a\":" + row.json + "}"));
  }
}

TEST_CASE("a config's figures have several names and places", "[unit][read]") {
  const ModelConfig gpt = config_of("{model_type: gpt2, n_layer: 12, n_positions: 1024}");
  CHECK(gpt.architecture == "gpt2");
  CHECK(gpt.layers == 12U);
  CHECK(gpt.max_context_tokens == 1'024U);

  const ModelConfig glm = config_of("{num_layers: 40, seq_length: 131072}");
  CHECK(glm.architecture.empty());
  CHECK(glm.layers == 40U);
  CHECK(glm.max_context_tokens == 131'072U);

  const ModelConfig vision = config_of(
      "model_type: gemma3\nmax_position_embeddings: ~\nvision_config: {num_hidden_layers: 27}\n"
      "text_config: {model_type: gemma3_text, num_hidden_layers: 34, max_position_embeddings: 8}");
  CHECK(vision.architecture == "gemma3");
  CHECK(vision.layers == 34U);
  CHECK(vision.max_context_tokens == 8U);

  CHECK(config_of("llm_config: {n_layers: 3, max_seq_len: 9}").layers == 3U);
  CHECK(config_of("language_config: {n_ctx: 9}").max_context_tokens == 9U);
  CHECK_FALSE(config_of("model_type: rwkv").layers);
  CHECK_FALSE(config_of("text_config: 3").layers);
}

TEST_CASE("a config with very many keys is read in linear time", "[unit][read]") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += "k" + std::to_string(i) + ": 1\n";
  }
  CHECK(config_of(text).json.size() > 1'000'000);
}

TEST_CASE("a model file that ends early is refused or read", "[unit][read][malformed]") {
  for (std::size_t length = 0; length < model_text.size(); ++length) {
    CAPTURE(length);
    const std::string message = fault(model_text.substr(0, length));
    CHECK((message == "accepted" || message.starts_with("f.yaml:")));
  }
}

}  // namespace vramcalc::read
