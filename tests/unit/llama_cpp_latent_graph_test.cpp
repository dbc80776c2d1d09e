// Compute graphs of latent attention and of sparse-attention indexes against what llama.cpp itself
// reserves.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>

#include "memory/llama_cpp/compute.h"
#include "read/json/json.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// MiB of the GPU's and the host's compute buffers by llama.cpp's own planner: release 0.5.0 of
// https://github.com/ggml-org/llama.cpp with its Vulkan backend, 2048 tokens, 512 in a pass.
struct Measured {
  std::string config;
  bool flash_attention;
  double gpu;
  double host;
};

std::string latent(std::string_view type, std::string_view more) {
  std::string config = R"({"hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 8,
      "kv_lora_rank": 256, "qk_nope_head_dim": 64, "qk_rope_head_dim": 64, "v_head_dim": 64,
      "intermediate_size": 768, "moe_intermediate_size": 256, "n_routed_experts": 16,
      "n_shared_experts": 1, "num_experts_per_tok": 2, "first_k_dense_replace": 1,
      "routed_scaling_factor": 2.5, "topk_method": "noaux_tc", "q_lora_rank": 128,
      "vocab_size": 1024, "model_type": ")";
  config.append(type).append("\"").append(more).append("}");
  return config;
}

constexpr std::string_view groups = R"(, "n_group": 4, "topk_group": 2)";
constexpr std::string_view index_of_every_layer = R"(, "n_group": 4, "topk_group": 2,
    "index_head_dim": 128, "index_n_heads": 8, "index_topk": 512)";
constexpr std::string_view index_of_every_other = R"(, "index_head_dim": 128, "index_n_heads": 8,
    "index_topk": 512, "indexer_types": ["full", "shared", "full", "shared"])";

constexpr std::string_view index_of_blocks = R"({"model_type": "minimax_m3", "hidden_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 64,
    "dense_intermediate_size": 768, "intermediate_size": 256, "shared_intermediate_size": 256,
    "moe_layer_freq": [0, 1, 1, 1], "n_shared_experts": 1, "num_experts_per_tok": 2,
    "num_local_experts": 16, "rotary_dim": 32, "vocab_size": 1024, "sparse_attention_config": {
    "sparse_num_index_heads": 2, "sparse_index_dim": 64, "sparse_block_size": 128,
    "sparse_topk_blocks": 4}})";

// several rows of residual stream, compressed rows of two kinds
constexpr std::string_view compressed_rows = R"({"model_type": "deepseek_v4", "hidden_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 1, "head_dim": 256,
    "q_lora_rank": 128, "qk_rope_head_dim": 64, "o_groups": 2, "o_lora_rank": 64, "hc_mult": 4,
    "index_head_dim": 128, "index_n_heads": 8, "index_topk": 128, "moe_intermediate_size": 256,
    "n_routed_experts": 16, "n_shared_experts": 1, "num_experts_per_tok": 2, "num_hash_layers": 0,
    "sliding_window": 128, "compress_ratios": [0, 4, 128, 4], "vocab_size": 1024})";

std::vector<ComputeBuffer> buffers_of(const Measured& known) {
  const model::ConfigValue tree = read::parse_json_text(known.config, "config.json");
  const model::Blueprint blueprint = model::build_model(model::Config{tree, "config.json"});
  LlamaCpp options;
  options.backend = LlamaCppBackend::vulkan;
  options.flash_attention = known.flash_attention;
  Placement placement;
  placement.layers.assign(blueprint.architecture.layers.size(), Device{0});
  placement.output = Device{0};
  placement.gpus = 1;
  return compute_buffers(
      WeightTable{model::store_as_is(blueprint.inventory), blueprint.architecture},
      blueprint.architecture, {.context_tokens = 2048, .parallel = 1}, options, placement);
}

}  // namespace

TEST_CASE("compute buffers of latent attention and its indexes are those that llama.cpp reserves") {
  const std::vector<Measured> measured{
      {latent("deepseek_v3", groups), true, 16.006, 3.008},
      {latent("deepseek_v3", groups), false, 50.006, 5.008},
      {latent("deepseek_v32", index_of_every_layer), true, 26.447, 5.074},
      {latent("glm_moe_dsa", index_of_every_other), true, 26.447, 5.074},
      {std::string{index_of_blocks}, true, 27.177, 3.528},
      {std::string{index_of_blocks}, false, 40.006, 5.508},
      {std::string{compressed_rows}, true, 17.339, 3.091},
      {std::string{compressed_rows}, false, 37.089, 4.591},
  };
  constexpr double mebibyte = 1024.0 * 1024.0;
  for (const Measured& known : measured) {
    CAPTURE(known.config, known.flash_attention);
    const std::vector<ComputeBuffer> buffers = buffers_of(known);
    REQUIRE(buffers.size() == 2);
    CHECK(static_cast<double>(buffers[0].bytes.count()) / mebibyte ==
          Approx(known.gpu).margin(0.001));
    CHECK(static_cast<double>(buffers[1].bytes.count()) / mebibyte ==
          Approx(known.host).margin(0.001));
  }
}

}  // namespace vramcalc::memory::llama_cpp
