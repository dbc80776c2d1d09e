// Which layers slide, what odd configs give, and that no row of the registry trips over one.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>

#include "model/architectures/registry.h"
#include "read/json/json.h"

namespace vramcalc::model {
namespace {

// The common figures, and more.
std::string config_text(std::string_view model_type, std::string_view more) {
  return R"({"model_type": ")" + std::string{model_type} + R"(", "hidden_size": 256,
      "intermediate_size": 512, "num_attention_heads": 8, "num_key_value_heads": 2,
      "num_hidden_layers": 8, "vocab_size": 1000)" +
         std::string{more} + "}";
}

Blueprint build(std::string_view model_type, std::string_view more = {}) {
  const ConfigValue tree = read::parse_json_text(config_text(model_type, more), "config.json");
  return build_model(Config{tree, "config.json"});
}

std::vector<std::uint64_t> windows(std::string_view model_type, std::string_view more = {}) {
  std::vector<std::uint64_t> result;
  for (const Layer& layer : build(model_type, more).architecture.layers) {
    result.push_back(std::get<GroupedAttention>(layer.mixer).window);
  }
  return result;
}

std::string refusal(std::string_view text) {
  const ConfigValue tree = read::parse_json_text(text, "config.json");
  try {
    static_cast<void>(build_model(Config{tree, "config.json"}));
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

const std::vector<std::uint64_t> none(8, 0);

constexpr std::string_view experts = R"(, "num_experts": 4, "num_local_experts": 4,
    "n_routed_experts": 4, "moe_num_experts": 4, "num_experts_per_tok": 2,
    "moe_intermediate_size": 128, "n_shared_experts": 1)";

TEST_CASE("layers slide as their family says") {
  CHECK(windows("gemma2") == std::vector<std::uint64_t>{4096, 0, 4096, 0, 4096, 0, 4096, 0});
  CHECK(windows("gemma3_text", R"(, "sliding_window": 512)") ==
        std::vector<std::uint64_t>{512, 512, 512, 512, 512, 0, 512, 512});
  CHECK(windows("gemma3_text", R"(, "sliding_window": 512, "sliding_window_pattern": 2)") ==
        std::vector<std::uint64_t>{512, 0, 512, 0, 512, 0, 512, 0});
  CHECK(windows("cohere2") == std::vector<std::uint64_t>{4096, 4096, 4096, 0, 4096, 4096, 4096, 0});
  CHECK(windows("olmo3", R"(, "sliding_window": 64)") ==
        std::vector<std::uint64_t>{64, 64, 64, 0, 64, 64, 64, 0});
  CHECK(windows("exaone4", R"(, "sliding_window": 64, "sliding_window_pattern": "LLLG")") ==
        std::vector<std::uint64_t>{64, 64, 64, 0, 64, 64, 64, 0});
  CHECK(windows("gpt_oss", experts) == std::vector<std::uint64_t>{128, 0, 128, 0, 128, 0, 128, 0});
  CHECK(windows("llama4_text", experts) ==
        std::vector<std::uint64_t>{8192, 8192, 8192, 0, 8192, 8192, 8192, 0});
}

TEST_CASE("layers slide as layer_types say") {
  CHECK(windows("gemma2", R"(, "sliding_window": 16, "layer_types": ["full_attention",
                 "full_attention", "sliding_attention", "full_attention", "full_attention",
                 "full_attention", "full_attention", "sliding_attention"])") ==
        std::vector<std::uint64_t>{0, 0, 16, 0, 0, 0, 0, 16});
}

TEST_CASE("families that do not slide ignore a window") {
  for (const std::string_view type : {"llama", "mistral", "qwen2", "qwen3", "phi3", "starcoder2"}) {
    CAPTURE(type);
    CHECK(windows(type, R"(, "sliding_window": 64)") == none);
  }
  CHECK(windows("exaone4", R"(, "sliding_window": null)") == none);
  CHECK(windows("olmo2") == none);
}

TEST_CASE("cross attention keeps the image alone") {
  const auto layers = windows("mllama_text_model", R"(, "cross_attention_layers": [1, 5])");
  CHECK(layers == std::vector<std::uint64_t>{0, 6404, 0, 0, 0, 6404, 0, 0});
}

TEST_CASE("dense and sparse layers alternate as the config says") {
  const auto kinds = [](std::string_view type, std::string_view more) {
    std::string result;
    for (const Layer& layer :
         build(type, std::string{experts} + std::string{more}).architecture.layers) {
      result += layer.feed_forward == FeedForwardKind::experts ? 'E' : 'd';
    }
    return result;
  };
  CHECK(kinds("qwen3_moe", "") == "EEEEEEEE");
  CHECK(kinds("qwen3_moe", R"(, "mlp_only_layers": [0, 7])") == "dEEEEEEd");
  CHECK(kinds("qwen2_moe", R"(, "decoder_sparse_step": 2)") == "dEdEdEdE");
  CHECK(kinds("qwen2_moe", R"(, "decoder_sparse_step": 0)") == "dddddddd");
  CHECK(kinds("llama4_text", R"(, "interleave_moe_layer_step": 2)") == "dEdEdEdE");
  CHECK(kinds("glm4_moe", R"(, "first_k_dense_replace": 3)") == "dddEEEEE");
  CHECK(kinds("dots1", R"(, "first_k_dense_replace": 1000000000)") == "dddddddd");
  CHECK(kinds("exaone_moe", R"(, "mlp_layer_types": ["dense", "sparse", "sparse", "sparse",
                                  "sparse", "sparse", "sparse", "dense"])") == "dEEEEEEd");
}

TEST_CASE("figures that a config leaves out are refused by name") {
  CHECK(refusal(R"({"model_type": "llama"})") == "config.json: hidden_size is missing");
  CHECK(refusal(R"({"model_type": "llama", "hidden_size": 8})") ==
        "config.json: vocab_size is missing");
  CHECK(refusal(R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 8})") ==
        "config.json: num_hidden_layers is missing");
  CHECK(refusal(R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 8,
                    "num_hidden_layers": 1})") == "config.json: num_attention_heads is missing");
  CHECK(refusal(R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 8,
                    "num_hidden_layers": 1, "num_attention_heads": 1})") ==
        "config.json: intermediate_size is missing");
  CHECK(refusal(R"({"model_type": "qwen3_moe", "hidden_size": 8, "vocab_size": 8,
                    "num_hidden_layers": 1, "num_attention_heads": 1})") ==
        "config.json: num_experts is missing");
  CHECK(refusal(R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 8,
                    "num_hidden_layers": 1, "num_attention_heads": 64})") ==
        "config.json: head_dim is missing");
}

TEST_CASE("an inner config takes what it leaves out from its class") {
  const ConfigValue tree = read::parse_json_text(
      R"({"model_type": "llava", "text_config": {"model_type": "llama", "vocab_size": 32064}})",
      "config.json");
  const Blueprint model = build_model(Config{tree, "config.json"});
  // https://huggingface.co/llava-hf/llava-1.5-7b-hf: Vicuna 7B with 64 rows more.
  CHECK(model.inventory.elements(TensorPart::language) == 6'738'939'904);
}

TEST_CASE("lists that are shorter than the layers are refused") {
  CHECK_THROWS_AS(build("gemma2", R"(, "layer_types": ["full_attention"])"), Error);
  CHECK_THROWS_AS(build("smallthinker", R"(, "moe_num_primary_experts": 4,
                        "moe_ffn_hidden_size": 64, "sliding_window_layout": [0, 1])"),
                  Error);
  CHECK_THROWS_AS(build("exaone_moe", std::string{experts} + R"(, "mlp_layer_types": ["dense"])"),
                  Error);
}

TEST_CASE("no architecture trips over a small, an empty or a huge config") {
  const std::string small = std::string{experts} + R"(, "head_dim": 32)";
  for (const ArchitectureRow& row : architecture_rows()) {
    CAPTURE(row.model_type);
    const std::string_view type = row.model_type;
    const std::string start = R"({"model_type": ")" + std::string{type} + R"(")";
    for (const std::string& text : {
             config_text(type, {}),
             config_text(type, small),
             start + "}",
             start + R"(, "hidden_size": 0, "vocab_size": 0, "num_hidden_layers": 0})",
             start + R"(, "hidden_size": 1, "vocab_size": 1, "num_hidden_layers": 1})",
             start + R"(, "hidden_size": 1073741824, "vocab_size": 1073741824,
                 "num_hidden_layers": 2, "num_attention_heads": 1073741824,
                 "num_key_value_heads": 1073741824, "head_dim": 1073741824,
                 "intermediate_size": 1073741824, "num_experts": 65536,
                 "num_local_experts": 65536, "n_routed_experts": 65536,
                 "moe_intermediate_size": 1073741824, "n_shared_experts": 1073741824})",
             start + R"(, "hidden_size": -1, "vocab_size": "many", "num_hidden_layers": 1e99})",
             start + R"(, "hidden_size": 64, "vocab_size": 64, "num_hidden_layers": 999999})",
         }) {
      try {
        const ConfigValue tree = read::parse_json_text(text, "config.json");
        const Blueprint model = build_model(Config{tree, "config.json"});
        const std::uint64_t parameters = model.inventory.elements(TensorPart::language);
        CHECK_FALSE(model.architecture.layers.empty());
        CHECK(parameters > 0);
      } catch (const Error&) {
        SUCCEED();
      }
    }
  }
}

}  // namespace
}  // namespace vramcalc::model
