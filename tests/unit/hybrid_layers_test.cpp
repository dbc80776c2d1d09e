// Layers of pruned, sliding and hybrid models, and what odd configs of theirs give.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

Blueprint build(std::string_view text) {
  const ConfigValue tree = read::parse_json_text(text, "config.json");
  return build_model(Config{tree, "config.json"});
}

std::string refusal(std::string_view text) {
  try {
    static_cast<void>(build(text));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

// The common figures of a small model, and more.
std::string config_text(std::string_view model_type, std::string_view more) {
  return R"({"model_type": ")" + std::string{model_type} + R"(", "hidden_size": 256,
      "intermediate_size": 512, "num_attention_heads": 8, "num_key_value_heads": 2,
      "num_hidden_layers": 4, "vocab_size": 1000)" +
         std::string{more} + "}";
}

std::string refused(std::string_view model_type, std::string_view more) {
  return refusal(config_text(model_type, more));
}

struct Run {
  std::size_t layers;
  int group;  // heads that share a key-value head; 0: no attention
  std::string_view feed_forward;
};

std::string pruned_blocks(const std::vector<Run>& runs) {
  std::string blocks;
  for (const Run& run : runs) {
    for (std::size_t i = 0; i < run.layers; ++i) {
      blocks += std::string{blocks.empty() ? "" : ", "} + R"({"attention": {"n_heads_in_group": )" +
                (run.group == 0 ? "null" : std::to_string(run.group)) +
                R"(, "replace_with_linear": false}, "ffn": {"ffn_mult": )" +
                std::string{run.feed_forward} + "}}";
    }
  }
  return "[" + blocks + "]";
}

// https://huggingface.co/nvidia/Llama-3_3-Nemotron-Super-49B-v1: its config and its parameters.
TEST_CASE("pruned layers have their own heads and feed-forward, or none") {
  const std::vector<Run> runs{
      {1, 8, "2.625"},  {5, 8, "5.25"},   {2, 0, "2.625"},  {3, 8, "5.25"},   {1, 0, "3.28125"},
      {30, 8, "5.25"},  {1, 0, "1.3125"}, {2, 0, "2.625"},  {1, 0, "1.3125"}, {1, 0, "5.25"},
      {1, 0, "1.3125"}, {1, 0, "2.625"},  {3, 0, "1.3125"}, {1, 8, "5.25"},   {1, 0, "1.3125"},
      {2, 0, "1.0"},    {1, 0, "1.3125"}, {3, 0, "1.0"},    {2, 0, "1.3125"}, {2, 0, "0.5"},
      {2, 0, "1.0"},    {2, 0, "0.5"},    {1, 0, "1.0"},    {2, 0, "0.5"},    {9, 8, "5.25"}};
  const Blueprint model = build(R"({"model_type": "nemotron-nas", "hidden_size": 8192,
      "num_attention_heads": 64, "num_hidden_layers": 80, "vocab_size": 128256,
      "rope_scaling": {"rope_type": "llama3"}, "block_configs": )" +
                                pruned_blocks(runs) + "}");
  CHECK(model.inventory.elements(TensorPart::language) == 49'867'145'216);
  CHECK(model.architecture.heads == 64);
  CHECK(model.architecture.kv_heads == 8);
  CHECK(std::get<NoMixer>(model.architecture.layers.at(6).mixer).padded_cache);
  CHECK(std::get<GroupedAttention>(model.architecture.layers.at(8).mixer).kv_heads == 8);
}

TEST_CASE("sliding layers of Step have heads of their own") {
  const Blueprint model = build(config_text("step3p5", R"(, "head_dim": 32, "sliding_window": 512,
      "num_attention_groups": 2, "share_expert_dim": 64, "moe_intermediate_size": 64,
      "num_experts": 4, "num_experts_per_tok": 2, "moe_layers_enum": "2,3",
      "attention_other_setting": {"num_attention_heads": 12, "num_attention_groups": 4},
      "layer_types": ["full_attention", "sliding_attention", "sliding_attention",
                      "full_attention", "sliding_attention"])"));
  const auto mixer = [&](std::size_t layer) {
    return std::get<GroupedAttention>(model.architecture.layers.at(layer).mixer);
  };
  CHECK(mixer(0).heads == 8);
  CHECK(mixer(0).window == 0);
  CHECK(mixer(1).heads == 12);
  CHECK(mixer(1).kv_heads == 4);
  CHECK(mixer(1).window == 512);
  CHECK(model.architecture.layers.at(1).feed_forward == FeedForwardKind::dense);
  CHECK(model.architecture.layers.at(2).feed_forward == FeedForwardKind::experts);
}

constexpr std::string_view latent = R"(, "kv_lora_rank": 64, "q_lora_rank": 32,
    "qk_nope_head_dim": 32, "qk_rope_head_dim": 16, "v_head_dim": 32, "index_n_heads": 4,
    "index_head_dim": 32, "n_routed_experts": 4, "num_experts_per_tok": 2,
    "moe_intermediate_size": 64)";

TEST_CASE("only layers with an indexer of their own keep its keys") {
  const Blueprint model = build(
      config_text("glm_moe_dsa", std::string{latent} +
                                     R"(, "indexer_types": ["full", "shared", "shared", "full"],
      "mlp_layer_types": ["dense", "dense", "sparse", "sparse"])"));
  const auto mixer = [&](std::size_t layer) {
    return std::get<LatentAttention>(model.architecture.layers.at(layer).mixer);
  };
  CHECK(mixer(0).index_key_length == 32);
  CHECK(mixer(1).index_key_length == 0);
  CHECK(mixer(3).index_key_length == 32);
  CHECK(model.architecture.layers.at(1).feed_forward == FeedForwardKind::dense);
  CHECK(model.architecture.layers.at(2).feed_forward == FeedForwardKind::experts);
}

TEST_CASE("words in lists of layers that mean nothing are refused") {
  const std::string unknown = R"(, "layer_types": ["full_attention", "spiral", "full_attention",
      "full_attention"])";
  for (const std::string_view type :
       {"qwen3_next", "lfm2", "gemma4_text", "minimax", "granitemoehybrid"}) {
    CAPTURE(type);
    CHECK_THAT(refused(type, unknown), Catch::Contains("layer_types holds 'spiral'"));
  }
  CHECK_THAT(refused("nemotron_h", R"(, "hybrid_override_pattern": "M-?*")"),
             Catch::Contains("hybrid_override_pattern holds '?'"));
  CHECK_THAT(refused("deepseek_v32", std::string{latent} + R"(, "indexer_types": ["half"])"),
             Catch::Contains("indexer_types holds 'half'"));
  CHECK_THAT(refused("step3p7", R"(, "sliding_window": 1, "share_expert_dim": 8,
      "moe_layers_enum": "3,x")"),
             Catch::Contains("moe_layers_enum holds '3,x'"));
}

TEST_CASE("lists of hybrid layers that are too short are refused") {
  CHECK_THAT(refused("nemotron_h", R"(, "hybrid_override_pattern": "M-", "mamba_num_heads": 4,
      "mamba_head_dim": 64, "n_groups": 1, "ssm_state_size": 16, "conv_kernel": 4)"),
             Catch::Contains("has 2 entries for 4 layers"));
  CHECK_THAT(refused("nemotron-nas", R"(, "block_configs": [])"),
             Catch::Contains("block_configs has 0 entries"));
  CHECK_THAT(refused("mimo_v2_flash", R"(, "sliding_window": 128, "hybrid_layer_pattern": [0, 1])"),
             Catch::Contains("entries for 4 layers"));
  CHECK_THAT(refused("minimax", R"(, "num_local_experts": 2, "attn_type_list": [1, 1, 1])"),
             Catch::Contains("attn_type_list has 3 entries"));
}

TEST_CASE("periods, groups and kernels of no layers are refused") {
  CHECK_THAT(refused("jamba", R"(, "attn_layer_period": 0)"), Catch::Contains("attn_layer_period"));
  CHECK_THAT(refused("qwen3_next", R"(, "full_attention_interval": 0)"),
             Catch::Contains("full_attention_interval"));
  CHECK_THAT(refused("granitemoehybrid", R"(, "mamba_n_groups": 0)"),
             Catch::Contains("mamba_n_groups"));
  CHECK_THAT(refused("plamo2", R"(, "mamba_step": 0)"), Catch::Contains("mamba_step"));
  CHECK_THAT(refused("mamba2", R"(, "head_dim": 0)"), Catch::Contains("head_dim"));
  CHECK_THAT(refused("rwkv6", R"(, "head_size": 0)"), Catch::Contains("head_size"));
  CHECK_THAT(refused("gemma3n_text", R"(, "altup_num_inputs": 0)"),
             Catch::Contains("altup_num_inputs"));
  CHECK_THAT(refused("kimi_linear", std::string{latent}),
             Catch::Contains("linear_attn_config is missing"));
  CHECK_THAT(refused("nemotron_h", ""), Catch::Contains("hybrid_override_pattern is missing"));
  CHECK_THAT(refused("deepseek_v3", ""), Catch::Contains("kv_lora_rank is missing"));
  CHECK_THAT(refused("lfm2", R"(, "block_ffn_dim_multiplier": -1)"),
             Catch::Contains("block_ffn_dim_multiplier"));
  CHECK_THAT(refused("nemotron-nas", R"(, "block_configs": [{"attention": {},
      "ffn": {"ffn_mult": 1e300}}])"),
             Catch::Contains("ffn_mult"));
}

TEST_CASE("states that leave 64 bits are refused") {
  CHECK_THAT(refused("mamba", R"(, "intermediate_size": 1073741824, "state_size": 1073741824,
      "conv_kernel": 1073741824, "time_step_rank": 1073741824)"),
             !Catch::Equals("accepted"));
  CHECK_THAT(refused("granitemoehybrid", R"(, "hidden_size": 1073741824,
      "mamba_expand": 1073741824, "mamba_d_state": 1073741824, "mamba_d_conv": 1073741824)"),
             !Catch::Equals("accepted"));
}

}  // namespace
}  // namespace vramcalc::model
