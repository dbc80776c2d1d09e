// Multi-token-prediction layers against what the publishers' stated totals leave beside the
// language model and its scales: repositories of that name on https://huggingface.co, figures of
// their config.json.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

Blueprint build(std::string_view text) {
  const ConfigValue root = read::parse_json_text(text, "config.json");
  return build_model(Config{root, "config.json"});
}

struct Known {
  std::string_view repository;
  std::uint64_t elements;
  std::string_view config;
};

const std::vector<Known> known_models{
    {"deepseek-ai/DeepSeek-R1", 11'507'286'272 + 102'781'952 + 1'853'358'080,
     R"({"model_type": "deepseek_v3", "first_k_dense_replace": 3, "hidden_size": 7168,
         "intermediate_size": 18432, "kv_lora_rank": 512, "moe_intermediate_size": 2048,
         "moe_layer_freq": 1, "n_routed_experts": 256, "n_shared_experts": 1,
         "num_attention_heads": 128, "num_experts_per_tok": 8, "num_hidden_layers": 61,
         "num_key_value_heads": 128, "num_nextn_predict_layers": 1, "q_lora_rank": 1536,
         "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "topk_method": "noaux_tc",
         "v_head_dim": 128, "vocab_size": 129280})"},
    {"zai-org/GLM-4.5", 3'935'625'632 + 52'444'160 + 1'551'892'480,
     R"({"model_type": "glm4_moe", "attention_bias": true, "first_k_dense_replace": 3,
         "head_dim": 128, "hidden_size": 5120, "intermediate_size": 12288,
         "moe_intermediate_size": 1536, "n_routed_experts": 160, "n_shared_experts": 1,
         "num_attention_heads": 96, "num_experts_per_tok": 8, "num_hidden_layers": 92,
         "num_key_value_heads": 8, "num_nextn_predict_layers": 1, "use_qk_norm": true,
         "vocab_size": 151552})"},
    {"zai-org/GLM-5", 9'877'404'672 + 75'515'904,
     R"({"model_type": "glm_moe_dsa", "first_k_dense_replace": 3, "head_dim": 64,
         "hidden_size": 6144, "index_head_dim": 128, "index_n_heads": 32, "index_topk": 2048,
         "intermediate_size": 12288, "kv_lora_rank": 512, "moe_intermediate_size": 2048,
         "n_routed_experts": 256, "n_shared_experts": 1, "num_attention_heads": 64,
         "num_experts_per_tok": 8, "num_hidden_layers": 78, "num_key_value_heads": 64,
         "num_nextn_predict_layers": 1, "q_lora_rank": 2048, "qk_nope_head_dim": 192,
         "qk_rope_head_dim": 64, "topk_method": "noaux_tc", "v_head_dim": 256,
         "vocab_size": 154880})"},
    {"Qwen/Qwen3-Next-80B-A3B-Instruct", 1'642'076'672 + 8'394'752,
     R"({"model_type": "qwen3_next", "full_attention_interval": 4, "head_dim": 256,
         "hidden_size": 2048, "intermediate_size": 5120, "linear_conv_kernel_dim": 4,
         "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
         "linear_value_head_dim": 128, "moe_intermediate_size": 512, "num_attention_heads": 16,
         "num_experts": 512, "num_experts_per_tok": 10, "num_hidden_layers": 48,
         "num_key_value_heads": 2, "shared_expert_intermediate_size": 512,
         "vocab_size": 151936})"},
    {"Qwen/Qwen3.5-27B", 372'255'232 + 52'444'160,
     R"({"model_type": "qwen3_5", "text_config": {"model_type": "qwen3_5_text",
         "full_attention_interval": 4, "head_dim": 256, "hidden_size": 5120,
         "intermediate_size": 17408, "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128,
         "linear_num_key_heads": 16, "linear_num_value_heads": 48, "linear_value_head_dim": 128,
         "mtp_num_hidden_layers": 1, "mtp_use_dedicated_embeddings": false,
         "num_attention_heads": 24, "num_hidden_layers": 64, "num_key_value_heads": 4,
         "vocab_size": 248320}})"},
    {"nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8", 35'655'680 + 2'873'102'848 + 33'566'720,
     R"({"model_type": "nemotron_h", "conv_kernel": 4, "expand": 2, "head_dim": 128,
         "hidden_size": 4096, "hybrid_override_pattern": "ME*E", "intermediate_size": 2688,
         "mamba_head_dim": 64, "mamba_num_heads": 128, "moe_intermediate_size": 2688,
         "moe_latent_size": 1024, "moe_shared_expert_intermediate_size": 5376,
         "mtp_hybrid_override_pattern": "*E", "n_groups": 8, "n_routed_experts": 512,
         "n_shared_experts": 1, "num_attention_heads": 32, "num_experts_per_tok": 22,
         "num_hidden_layers": 4, "num_key_value_heads": 2, "num_nextn_predict_layers": 1,
         "ssm_state_size": 128, "use_conv_bias": true, "vocab_size": 131072})"},
    // Its transcribed configs say nothing of the three layers.
    {"XiaomiMiMo/MiMo-V2-Flash", 283'115'712 + 603'979'776 + 100'724'736,
     R"({"model_type": "mimo_v2_flash", "num_hidden_layers": 3, "hidden_size": 4096,
         "num_attention_heads": 64, "num_key_value_heads": 4, "head_dim": 192, "v_head_dim": 128,
         "intermediate_size": 16384, "vocab_size": 152576, "sliding_window": 128,
         "swa_num_attention_heads": 64, "swa_num_key_value_heads": 8, "swa_head_dim": 192,
         "swa_v_head_dim": 128, "hybrid_layer_pattern": [0, 1, 0], "moe_layer_freq": [0, 1, 1],
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "num_experts_per_tok": 8,
         "add_swa_attention_sink_bias": true, "add_full_attention_sink_bias": false})"},
    // 7,833,409,536 in all.
    {"XiaomiMiMo/MiMo-7B-Base", 210'790'400,
     R"({"model_type": "mimo", "num_hidden_layers": 36, "hidden_size": 4096,
         "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
         "intermediate_size": 11008, "vocab_size": 151680, "attention_bias": true,
         "num_nextn_predict_layers": 1})"},
    // 199,384,301,376 in all; sliding layers have 96 heads.
    {"stepfun-ai/Step-3.5-Flash", 2'428'171'008,
     R"({"model_type": "step3p5", "num_hidden_layers": 5, "hidden_size": 4096,
         "num_attention_heads": 64, "num_attention_groups": 8, "head_dim": 128,
         "vocab_size": 128896, "intermediate_size": 11264, "sliding_window": 512,
         "layer_types": ["full_attention", "sliding_attention", "sliding_attention",
                         "sliding_attention", "full_attention"],
         "attention_other_setting": {"num_attention_heads": 96, "num_attention_groups": 8},
         "first_k_dense_replace": 3, "num_experts": 288, "num_experts_per_tok": 8,
         "moe_intermediate_size": 1280, "share_expert_dim": 1280,
         "num_nextn_predict_layers": 3})"},
};

std::vector<std::string> draft_names(const Blueprint& model) {
  std::vector<std::string> names;
  for (const Tensor& tensor : model.inventory.tensors()) {
    if (tensor.part == TensorPart::mtp) {
      names.emplace_back(tensor.name);
    }
  }
  return names;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A small GLM-5 with draft layers as `fields` say.
std::string small_model(std::string_view fields) {
  return R"({"model_type": "glm_moe_dsa", "first_k_dense_replace": 1, "hidden_size": 64,
             "index_head_dim": 8, "index_n_heads": 2, "intermediate_size": 96, "kv_lora_rank": 16,
             "moe_intermediate_size": 32, "n_routed_experts": 4, "n_shared_experts": 1,
             "num_attention_heads": 4, "num_experts_per_tok": 2, "num_hidden_layers": 3,
             "q_lora_rank": 32, "qk_nope_head_dim": 12, "qk_rope_head_dim": 4, "v_head_dim": 16,
             "vocab_size": 128)" +
         std::string{fields} + "}";
}

}  // namespace

TEST_CASE("draft layers close the stated totals", "[unit][model]") {
  for (const Known& known : known_models) {
    CAPTURE(known.repository);
    CHECK(build(known.config).inventory.elements(TensorPart::mtp) == known.elements);
  }
}

TEST_CASE("draft layers go on counting behind the model's", "[unit][model]") {
  const Blueprint model = build(small_model(R"(, "num_nextn_predict_layers": 2)"));
  const std::vector<std::string> names = draft_names(model);
  CHECK(model.architecture.layers.size() == 3);
  for (const std::string_view layer : {"blk.3.", "blk.4."}) {
    for (const std::string_view name :
         {"attn_norm.weight", "ffn_gate_exps.weight", "nextn.enorm.weight", "nextn.hnorm.weight",
          "nextn.eh_proj.weight", "nextn.shared_head_norm.weight"}) {
      CAPTURE(layer, name);
      CHECK(holds(names, std::string{layer} + std::string{name}));
    }
  }
  CHECK_FALSE(holds(names, "blk.5.attn_norm.weight"));
}

TEST_CASE("a draft layer has an indexer where the last layer borrows one", "[unit][model]") {
  const std::vector<std::string> names = draft_names(build(small_model(
      R"(, "num_nextn_predict_layers": 1, "indexer_types": ["full", "full", "shared"])")));
  CHECK(holds(names, "blk.3.indexer.attn_k.weight"));
}

TEST_CASE("draft layers that nobody stated are not assumed", "[unit][model]") {
  CHECK(draft_names(build(small_model(""))).empty());
  CHECK(draft_names(build(small_model(R"(, "num_nextn_predict_layers": 0)"))).empty());
  CHECK_THROWS_AS(build(small_model(R"(, "num_nextn_predict_layers": 1000000)")), Error);
  CHECK_THROWS_AS(build(small_model(R"(, "num_nextn_predict_layers": "one")")), Error);
}

}  // namespace vramcalc::model
