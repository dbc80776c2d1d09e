// Which layout a config asks for, and where in the file it keeps its language model.
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

const std::string figures =
    R"("hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
       "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 100)";

Blueprint build(const std::string& members, std::string_view as = {}) {
  const ConfigValue root = read::parse_json_text("{" + members + "}", "config.json");
  return build_model(Config{root, "config.json"}, as);
}

std::string fault(const std::string& members, std::string_view as = {}) {
  try {
    static_cast<void>(build(members, as));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unsupported);
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("the layout is that of the model_type", "[blueprint]") {
  const Blueprint own = build(R"("model_type": "qwen2", )" + figures);
  CHECK(own.architecture.model_type == "qwen2");
  CHECK(own.architecture.gguf_name == "qwen2");
  CHECK(own.architecture.layers.size() == 2);

  const Blueprint named = build(R"("model_type": "of-mine", )" + figures, "qwen2");
  CHECK(named.architecture.model_type == "of-mine");
  CHECK(named.inventory.elements(TensorPart::language) ==
        own.inventory.elements(TensorPart::language));
}

TEST_CASE("without a model_type the class of the model tells", "[blueprint]") {
  CHECK(build(R"("architectures": ["Qwen2ForCausalLM"], )" + figures).architecture.model_type ==
        "qwen2");
  CHECK(build(R"("architectures": ["LlamaModel"], )" + figures).architecture.gguf_name == "llama");
  CHECK(fault(R"("architectures": ["NobodyForCausalLM"], )" + figures) ==
        "config.json: has no model_type");
  CHECK(fault(R"("architectures": [], )" + figures) == "config.json: has no model_type");
  // A type that is given is what counts: its class may be an ancestor's.
  CHECK(fault(R"("model_type": "of-mine", "architectures": ["LlamaForCausalLM"], )" + figures) ==
        "config.json: the layout of model_type 'of-mine' is not known");
}

TEST_CASE("the language model may stand in a part of the config", "[blueprint]") {
  const std::uint64_t plain =
      build(R"("model_type": "qwen2", )" + figures).inventory.elements(TensorPart::language);
  for (const std::string_view part : {"text_config", "language_config", "llm_config"}) {
    CAPTURE(part);
    const std::string nested = R"("model_type": "of-mine", ")" + std::string{part} +
                               R"(": {"model_type": "qwen2", )" + figures + "}";
    CHECK(build(nested).inventory.elements(TensorPart::language) == plain);
    CHECK(build(R"("model_type": "of-mine", "thinker_config": {)" + nested + "}")
              .inventory.elements(TensorPart::language) == plain);
  }
}

TEST_CASE("a layout that nobody knows is refused by its name", "[blueprint]") {
  CHECK(fault(R"("model_type": "of\u001bmine", )" + figures) ==
        "config.json: the layout of model_type 'of?mine' is not known");
  CHECK(fault(R"("model_type": "qwen2", )" + figures, "of-mine") ==
        "config.json: the layout of model_type 'of-mine' is not known");
}

}  // namespace vramcalc::model
