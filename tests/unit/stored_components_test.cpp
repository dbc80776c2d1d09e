// One model of every kind of component: its publisher's stated total, to the last element. All of
// them stand in tests/accuracy. Totals are those of the repository of that name on
// https://huggingface.co: its safetensors files, or index file.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>
#include <vramcalc/model/stored_components.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

std::vector<StoredComponent> components_of(std::string_view text) {
  const ConfigValue root = read::parse_json_text(text, "config.json");
  const Config config{root, "config.json"};
  Blueprint blueprint = build_model(config);
  const ModelLayout layout{std::move(blueprint.architecture), std::move(blueprint.inventory),
                           published_recipe(config)};
  return stored_components(layout, config);
}

using Kinds = std::vector<ComponentKind>;

// The components that make up that total; empty where none do.
Kinds kinds_in(std::uint64_t total, std::string_view text) {
  Kinds kinds;
  if (const auto chosen = explain_total(components_of(text), total)) {
    for (const StoredComponent& component : *chosen) {
      kinds.push_back(component.kind);
    }
  }
  return kinds;
}

constexpr std::string_view llama2 =
    R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008,
        "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
        "tie_word_embeddings": false, "vocab_size": 32000, "transformers_version": "4.31.0.dev0"})";

constexpr std::string_view deepseek_r1 =
    R"({"model_type": "deepseek_v3", "first_k_dense_replace": 3, "hidden_size": 7168,
        "intermediate_size": 18432, "kv_lora_rank": 512, "moe_intermediate_size": 2048,
        "moe_layer_freq": 1, "n_routed_experts": 256, "n_shared_experts": 1,
        "num_attention_heads": 128, "num_experts_per_tok": 8, "num_hidden_layers": 61,
        "num_key_value_heads": 128, "num_nextn_predict_layers": 1, "q_lora_rank": 1536,
        "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "topk_method": "noaux_tc",
        "v_head_dim": 128, "vocab_size": 129280, "torch_dtype": "bfloat16",
        "quantization_config": {"activation_scheme": "dynamic", "fmt": "e4m3",
                                "quant_method": "fp8", "weight_block_size": [128, 128]}})";

constexpr std::string_view kimi_k25 =
    R"({"model_type": "kimi_k25", "dtype": "bfloat16",
        "text_config": {"model_type": "kimi_k2", "first_k_dense_replace": 1, "hidden_size": 7168,
          "intermediate_size": 18432, "kv_lora_rank": 512, "moe_intermediate_size": 2048,
          "moe_layer_freq": 1, "n_routed_experts": 384, "n_shared_experts": 1,
          "num_attention_heads": 64, "num_experts_per_tok": 8, "num_hidden_layers": 61,
          "num_key_value_heads": 64, "num_nextn_predict_layers": 0, "q_lora_rank": 1536,
          "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "topk_method": "noaux_tc",
          "v_head_dim": 128, "vocab_size": 163840,
          "quantization_config": {
            "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"group_size": 32,
              "num_bits": 4, "strategy": "group", "symmetric": true, "type": "int"}}},
            "format": "pack-quantized",
            "ignore": ["lm_head", "re:.*self_attn.*", "re:.*shared_experts.*",
                       "re:.*mlp\\.(gate|up|gate_up|down)_proj.*"],
            "quant_method": "compressed-tensors"}},
        "vision_config": {"init_pos_emb_height": 64, "init_pos_emb_width": 64,
          "merge_kernel_size": [2, 2], "mm_hidden_size": 1152, "mm_projector_type": "patchmerger",
          "patch_size": 14, "text_hidden_size": 7168, "vt_hidden_size": 1152,
          "vt_intermediate_size": 4304, "vt_num_attention_heads": 16,
          "vt_num_hidden_layers": 27}})";

constexpr std::string_view qwen3_small =
    R"({"model_type": "qwen3", "head_dim": 128, "hidden_size": 1024, "intermediate_size": 3072,
        "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8,
        "tie_word_embeddings": true, "vocab_size": 151936})";

}  // namespace

TEST_CASE("the language model alone is its own total", "[unit][model]") {
  // meta-llama/Llama-2-7b-chat-hf and others were stored again without buffers.
  CHECK(kinds_in(6'738'415'616, llama2) == Kinds{ComponentKind::language});
}

TEST_CASE("totals hold rotary buffers of old checkpoints", "[unit][model]") {
  const Kinds expected{ComponentKind::language, ComponentKind::rotary_buffers};
  CHECK(kinds_in(6'738'417'664, llama2) == expected);
  CHECK(kinds_in(8'030'892'288,  // FreedomIntelligence/openPangu-Embedded-7B
                 R"({"model_type": "PanguEmbedded", "bias": true, "hidden_size": 4096,
                     "intermediate_size": 12800, "num_attention_heads": 32,
                     "num_hidden_layers": 34, "num_key_value_heads": 8,
                     "tie_word_embeddings": false, "vocab_size": 153376})") == expected);
  std::string newer{llama2};
  newer.replace(newer.find("4.31"), 4, "4.45");
  CHECK(kinds_in(6'738'417'664, newer).empty());
}

TEST_CASE("totals hold a tied head that was stored twice", "[unit][model]") {
  CHECK(kinds_in(596'049'920, qwen3_small) == Kinds{ComponentKind::language});
  CHECK(kinds_in(751'632'384, qwen3_small) ==  // Qwen/Qwen3-0.6B
        Kinds{ComponentKind::language, ComponentKind::tied_head});
  CHECK(kinds_in(751'632'385, qwen3_small).empty());
}

TEST_CASE("totals hold draft layers and scales", "[unit][model]") {
  CHECK(kinds_in(684'531'386'000, deepseek_r1) ==  // deepseek-ai/DeepSeek-R1
        Kinds{ComponentKind::language, ComponentKind::mtp, ComponentKind::scales});
  const std::vector<StoredComponent> components = components_of(deepseek_r1);
  CHECK(components[1].elements == 13'463'426'304);
  CHECK(components[1].certain);
  CHECK(components[2].elements == 41'540'496);
}

TEST_CASE("totals hold packed weights' shapes and a tower", "[unit][model]") {
  CHECK(kinds_in(1'058'589'420'528, kimi_k25) ==  // moonshotai/Kimi-K2.5
        Kinds{ComponentKind::language, ComponentKind::vision, ComponentKind::scales,
              ComponentKind::shape_tensors});
}

TEST_CASE("router biases may be left out of totals", "[unit][model]") {
  const std::vector<StoredComponent> components = components_of(deepseek_r1);
  const StoredComponent& biases = components.back();
  CHECK(biases.kind == ComponentKind::router_biases);
  CHECK(biases.elements == 59 * 256);  // 58 layers and the draft layer
  CHECK(biases.left_out);
  CHECK_FALSE(biases.certain);
  CHECK(kinds_in(684'531'386'000 - 59 * 256, deepseek_r1).back() == ComponentKind::router_biases);
}

TEST_CASE("text-only classes do not store draft layers", "[unit][model]") {
  // bryce-hoehn/Qwen3.5-25B-REAP-A3B-Coding: its index file names no mtp tensors.
  const std::string_view text =
      R"({"model_type": "qwen3_5_text", "full_attention_interval": 4, "head_dim": 64,
          "hidden_size": 128, "intermediate_size": 256, "linear_conv_kernel_dim": 4,
          "linear_key_head_dim": 32, "linear_num_key_heads": 2, "linear_num_value_heads": 4,
          "linear_value_head_dim": 32, "mtp_num_hidden_layers": 1, "num_attention_heads": 4,
          "num_hidden_layers": 4, "num_key_value_heads": 2, "vocab_size": 512})";
  const std::vector<StoredComponent> components = components_of(text);
  CHECK(components[1].kind == ComponentKind::mtp);
  CHECK_FALSE(components[1].certain);
  CHECK(kinds_in(components[0].elements, text) == Kinds{ComponentKind::language});
}

TEST_CASE("matrices that were quantised in shards have more scales", "[unit][model]") {
  // XiaomiMiMo/MiMo-V2-Flash, a full and a sliding layer of it: 3,392 rows are 26.5 blocks.
  const std::vector<StoredComponent> components = components_of(
      R"({"model_type": "mimo_v2_flash", "num_hidden_layers": 2, "hidden_size": 4096,
          "num_attention_heads": 64, "num_key_value_heads": 4, "head_dim": 192, "v_head_dim": 128,
          "intermediate_size": 16384, "vocab_size": 152576, "sliding_window": 128,
          "swa_num_attention_heads": 64, "swa_num_key_value_heads": 8, "swa_head_dim": 192,
          "swa_v_head_dim": 128, "hybrid_layer_pattern": [0, 1], "moe_layer_freq": [0, 1],
          "moe_intermediate_size": 2048, "n_routed_experts": 256, "num_experts_per_tok": 8,
          "quantization_config": {"activation_scheme": "dynamic", "fmt": "e4m3",
                                  "quant_method": "fp8", "weight_block_size": [128, 128]}})");
  CHECK(components[3].kind == ComponentKind::scale_padding);
  CHECK(components[3].elements == 2 * 32);
}

}  // namespace vramcalc::model
