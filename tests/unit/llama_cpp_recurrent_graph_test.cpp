// Compute graphs of small recurrent and hybrid models against what llama.cpp itself reserves.
#include <cstdint>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>

#include "memory/llama_cpp/compute.h"
#include "read/json/json.h"

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;
constexpr std::uint64_t pass = 512;

// Qwen3.5
constexpr std::string_view delta_net =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "qwen3_5_moe_text", "linear_conv_kernel_dim": 4,
    "linear_key_head_dim": 64, "linear_value_head_dim": 64, "linear_num_key_heads": 2,
    "linear_num_value_heads": 4, "layer_types": ["linear_attention", "linear_attention",
    "linear_attention", "full_attention", "linear_attention", "linear_attention",
    "linear_attention", "full_attention"], "full_attention_interval": 4,
    "num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 256,
    "shared_expert_intermediate_size": 256, "attn_output_gate": true})";
// one matrix for both rates, heads repeated
constexpr std::string_view repeated_heads =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "qwen3_next", "linear_conv_kernel_dim": 4,
    "linear_key_head_dim": 64, "linear_value_head_dim": 64, "linear_num_key_heads": 2,
    "linear_num_value_heads": 4, "layer_types": ["linear_attention", "linear_attention",
    "linear_attention", "full_attention", "linear_attention", "linear_attention",
    "linear_attention", "full_attention"], "full_attention_interval": 4,
    "num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 256,
    "shared_expert_intermediate_size": 256, "decoder_sparse_step": 1,
    "mlp_only_layers": []})";
// Nemotron 3: experts in a narrower space
constexpr std::string_view one_thing_a_layer =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "nemotron_h",
    "hybrid_override_pattern": "MEM*EM-E", "mamba_num_heads": 8, "mamba_head_dim": 64,
    "n_groups": 2, "ssm_state_size": 128, "conv_kernel": 4, "use_conv_bias": true,
    "moe_shared_expert_intermediate_size": 512, "n_routed_experts": 8,
    "num_experts_per_tok": 2, "moe_intermediate_size": 256, "n_shared_experts": 1,
    "routed_scaling_factor": 2.5, "norm_topk_prob": true, "n_group": 1, "topk_group": 1,
    "moe_latent_size": 128})";
// Granite 4
constexpr std::string_view scaled =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "granitemoehybrid", "layer_types": ["mamba",
    "mamba", "attention", "mamba", "mamba", "mamba", "attention", "mamba"],
    "mamba_n_heads": 8, "mamba_d_head": 64, "mamba_n_groups": 1, "mamba_d_state": 128,
    "mamba_d_conv": 4, "mamba_expand": 2, "mamba_conv_bias": true,
    "num_local_experts": 8, "num_experts_per_tok": 2, "shared_intermediate_size": 512,
    "embedding_multiplier": 12, "residual_multiplier": 0.22,
    "attention_multiplier": 0.01, "logits_scaling": 8})";
// LFM2
constexpr std::string_view convolutions =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "lfm2", "conv_L_cache": 3, "layer_types": ["conv",
    "conv", "full_attention", "conv", "conv", "conv", "full_attention", "conv"],
    "block_auto_adjust_ff_dim": false, "norm_eps": 1e-05})";
// Jamba: Vulkan has no kernel for the scan of Mamba 1
constexpr std::string_view scan_on_host =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "jamba", "attn_layer_period": 4,
    "attn_layer_offset": 2, "expert_layer_period": 2, "expert_layer_offset": 1,
    "mamba_d_state": 16, "mamba_d_conv": 4, "mamba_expand": 2, "mamba_dt_rank": 16,
    "num_experts": 4, "num_experts_per_tok": 2, "mamba_conv_bias": true})";
// Kimi Linear
constexpr std::string_view kimi =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "kimi_linear",
    "linear_attn_config": {"full_attn_layers": [4, 8], "kda_layers": [1, 2, 3, 5, 6, 7],
    "num_heads": 4, "head_dim": 64, "short_conv_kernel_size": 4}, "kv_lora_rank": 128,
    "qk_nope_head_dim": 64, "qk_rope_head_dim": 32, "v_head_dim": 64, "num_experts": 8,
    "num_experts_per_token": 2, "moe_intermediate_size": 256, "num_shared_experts": 1,
    "first_k_dense_replace": 1, "moe_layer_freq": 1, "routed_scaling_factor": 2.446,
    "mla_use_nope": true})";
// Mamba 2
constexpr std::string_view recurrent_only =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 512,
    "vocab_size": 1024, "model_type": "mamba2", "state_size": 128, "conv_kernel": 4,
    "num_heads": 8, "n_groups": 1, "expand": 2, "use_conv_bias": true})";
// RWKV 6
constexpr std::string_view time_and_channel_mix =
    R"({"hidden_size": 256, "num_hidden_layers": 8, "num_attention_heads": 64,
    "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 768,
    "vocab_size": 1024, "model_type": "rwkv6", "head_size": 64,
    "attention_hidden_size": 256})";

// MiB of the GPU's and the host's compute buffers, as the planner of llama.cpp gives them: release
// 0.5.0 of https://github.com/ggml-org/llama.cpp with its Vulkan backend, 2048 tokens, 512 in a
// pass.
struct Planned {
  std::string_view config;
  bool flash_attention;
  double gpu;
  double host;
};

const std::vector<Planned> planned{
    {delta_net, true, 7.516, 3.018},
    {delta_net, false, 22.512, 5.514},
    {repeated_heads, true, 7.510, 3.012},
    {repeated_heads, false, 22.506, 5.508},
    {one_thing_a_layer, true, 12.035, 3.010},
    {one_thing_a_layer, false, 22.266, 5.506},
    {scaled, true, 15.010, 3.012},
    {scaled, false, 33.015, 5.508},
    {convolutions, true, 7.514, 3.012},
    {convolutions, false, 22.006, 5.508},
    {scan_on_host, true, 13.006, 5.635},
    {scan_on_host, false, 25.506, 8.131},
    {kimi, true, 8.004, 3.006},
    {kimi, false, 24.316, 5.006},
    {recurrent_only, true, 7.533, 1.002},
    {recurrent_only, false, 7.533, 1.002},
    {time_and_channel_mix, true, 6.813, 1.002},
    {time_and_channel_mix, false, 6.813, 1.002},
};

std::vector<ComputeBuffer> buffers_of(std::string_view config, bool flash_attention,
                                      const Workload& workload,
                                      LlamaCppBackend backend = LlamaCppBackend::vulkan) {
  const model::ConfigValue tree = read::parse_json_text(config, "config.json");
  const model::Blueprint blueprint = model::build_model(model::Config{tree, "config.json"});
  LlamaCpp options;
  options.backend = backend;
  options.flash_attention = flash_attention;
  options.ubatch_size = pass;
  Placement placement;
  placement.layers.assign(blueprint.architecture.layers.size(), Device{0});
  placement.output = Device{0};
  placement.gpus = 1;
  return compute_buffers(
      WeightTable{model::store_as_is(blueprint.inventory), blueprint.architecture},
      blueprint.architecture, workload, options, placement);
}

TEST_CASE("compute buffers of recurrent models are those that llama.cpp reserves") {
  for (const Planned& known : planned) {
    CAPTURE(known.config, known.flash_attention);
    const std::vector<ComputeBuffer> buffers =
        buffers_of(known.config, known.flash_attention, {.context_tokens = 2048, .parallel = 1});
    REQUIRE(buffers.size() == 2);
    CHECK(static_cast<double>(buffers[0].bytes.count()) / mebibyte ==
          Approx(known.gpu).margin(0.001));
    CHECK(static_cast<double>(buffers[1].bytes.count()) / mebibyte ==
          Approx(known.host).margin(0.001));
  }
}

TEST_CASE("a recurrent model computes in the same memory whatever its context") {
  for (const std::string_view config : {recurrent_only, time_and_channel_mix}) {
    const auto few = buffers_of(config, true, {.context_tokens = 1024, .parallel = 1});
    const auto many = buffers_of(config, true, {.context_tokens = 65536, .parallel = 1});
    REQUIRE(few.size() == many.size());
    for (std::size_t i = 0; i < few.size(); ++i) {
      CHECK(few[i].bytes == many[i].bytes);
    }
  }
}

TEST_CASE("of a hybrid only the mask of its attention layers grows with the context") {
  const auto few = buffers_of(convolutions, true, {.context_tokens = 8192, .parallel = 1});
  const auto many = buffers_of(convolutions, true, {.context_tokens = 65536, .parallel = 1});
  const std::uint64_t mask = (65536 - 8192) * pass * 2;  // 16-bit numbers
  CHECK(many[0].bytes.count() - few[0].bytes.count() == mask);
  CHECK(many[1].bytes.count() - few[1].bytes.count() == mask);
}

TEST_CASE("a scan that the backend has no kernel for runs on the host") {
  const Workload workload{.context_tokens = 2048, .parallel = 1};
  const auto vulkan = buffers_of(scan_on_host, true, workload);
  const auto cuda = buffers_of(scan_on_host, true, workload, LlamaCppBackend::cuda);
  CHECK(cuda[1].bytes < vulkan[1].bytes);
}

TEST_CASE("every sequence has states of its own to load") {
  const auto one = buffers_of(recurrent_only, true, {.context_tokens = 512, .parallel = 1});
  const auto eight = buffers_of(recurrent_only, true, {.context_tokens = 512, .parallel = 8});
  CHECK(eight[0].bytes > one[0].bytes);
}

}  // namespace
}  // namespace vramcalc::memory::llama_cpp
