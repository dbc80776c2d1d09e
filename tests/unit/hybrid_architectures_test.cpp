// Latent attention, hybrids and recurrent models: parameters against the counts of their
// publishers, as the repository of that name on https://huggingface.co states them (the total of
// its safetensors files; a comment where that holds more than the model), and states by hand.
// Unconfirmed, for want of a page to cite: MiniMax-Text-01, RWKV7, Mamba-2.7B and Codestral Mamba.
// Their counts guard against change, they prove nothing.
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>

#include "read/json/json.h"

namespace vramcalc::model {
namespace {

// "a, b, b, b" of the same entries over and over, as a list of `count`.
std::string repeated(const std::vector<std::string>& entries, std::size_t count) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) {
    list += (i == 0 ? "" : ", ") + entries[i % entries.size()];
  }
  return list + "]";
}

Blueprint build(std::string_view text) {
  const ConfigValue tree = read::parse_json_text(text, "config.json");
  return build_model(Config{tree, "config.json"});
}

std::uint64_t parameters_of(std::string_view text) {
  return build(text).inventory.elements(TensorPart::language);
}

template <typename Mixer>
Mixer mixer_of(const Blueprint& model, std::size_t layer) {
  return std::get<Mixer>(model.architecture.layers.at(layer).mixer);
}

struct Known {
  std::string_view repository;
  std::uint64_t parameters;
  std::string config;
};

const std::vector<Known> latent_models{
    {"deepseek-ai/DeepSeek-V2-Lite", 15'706'484'224,
     R"({"model_type": "deepseek_v2", "hidden_size": 2048, "intermediate_size": 10944,
         "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2,
         "num_experts_per_tok": 6, "first_k_dense_replace": 1, "num_attention_heads": 16,
         "num_hidden_layers": 27, "kv_lora_rank": 512, "q_lora_rank": null,
         "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
         "topk_method": "greedy", "vocab_size": 102400})"},
    // The file holds an MTP layer and block scales besides, 13'504'966'784.
    {"deepseek-ai/DeepSeek-R1", 671'026'419'200,
     R"({"model_type": "deepseek_v3", "hidden_size": 7168, "intermediate_size": 18432,
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
         "num_experts_per_tok": 8, "first_k_dense_replace": 3, "num_attention_heads": 128,
         "num_hidden_layers": 61, "kv_lora_rank": 512, "q_lora_rank": 1536,
         "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
         "topk_method": "noaux_tc", "vocab_size": 129280})"},
    // An MTP layer and block scales, 13'518'977'312.
    {"deepseek-ai/DeepSeek-V3.2", 671'877'944'064,
     R"({"model_type": "deepseek_v32", "hidden_size": 7168, "intermediate_size": 18432,
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
         "num_experts_per_tok": 8, "first_k_dense_replace": 3, "num_attention_heads": 128,
         "num_hidden_layers": 61, "kv_lora_rank": 512, "q_lora_rank": 1536,
         "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
         "index_n_heads": 64, "index_head_dim": 128, "topk_method": "noaux_tc",
         "vocab_size": 129280})"},
    // An MTP layer, 9'952'920'576.
    {"zai-org/GLM-5", 743'911'218'432,
     R"({"model_type": "glm_moe_dsa", "hidden_size": 6144, "intermediate_size": 12288,
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
         "num_experts_per_tok": 8, "num_attention_heads": 64, "num_hidden_layers": 78,
         "kv_lora_rank": 512, "q_lora_rank": 2048, "qk_nope_head_dim": 192,
         "qk_rope_head_dim": 64, "v_head_dim": 256, "index_n_heads": 32, "index_head_dim": 128,
         "vocab_size": 154880})"},
    // An MTP layer, 643'706'176, and its embedding and head, 634'388'480.
    {"zai-org/GLM-4.7-Flash", 29'943'393'920,
     R"({"model_type": "glm4_moe_lite", "hidden_size": 2048, "intermediate_size": 10240,
         "moe_intermediate_size": 1536, "n_routed_experts": 64, "n_shared_experts": 1,
         "num_experts_per_tok": 4, "num_attention_heads": 20, "num_hidden_layers": 47,
         "kv_lora_rank": 512, "q_lora_rank": 768, "qk_nope_head_dim": 192,
         "qk_rope_head_dim": 64, "v_head_dim": 256, "vocab_size": 154880})"},
    // The sum of the shapes of its transformers class; the publisher rounds it to 4 B.
    {"openbmb/MiniCPM3-4B", 4'073'875'968,
     R"({"model_type": "minicpm3", "hidden_size": 2560, "intermediate_size": 6400,
         "num_attention_heads": 40, "num_hidden_layers": 62, "kv_lora_rank": 256,
         "q_lora_rank": 768, "qk_nope_head_dim": 64, "qk_rope_head_dim": 32,
         "vocab_size": 73448})"},
    // 560 B, 119 B and 284 B by their publishers.
    {"meituan-longcat/LongCat-Flash-Chat", 560'664'980'480,
     R"({"model_type": "longcat_flash", "hidden_size": 6144, "ffn_hidden_size": 12288,
         "expert_ffn_hidden_size": 2048, "n_routed_experts": 512, "zero_expert_num": 256,
         "moe_topk": 12, "num_attention_heads": 64, "num_layers": 28, "kv_lora_rank": 512,
         "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64,
         "v_head_dim": 128, "vocab_size": 131072})"},
    {"mistralai/Mistral-Small-4-119B-2603", 118'972'826'624,
     R"({"model_type": "mistral4", "hidden_size": 4096, "intermediate_size": 12288,
         "moe_intermediate_size": 2048, "n_routed_experts": 128, "n_shared_experts": 1,
         "num_experts_per_tok": 4, "num_attention_heads": 32, "num_hidden_layers": 36,
         "kv_lora_rank": 256, "q_lora_rank": 1024, "qk_nope_head_dim": 64,
         "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 131072})"},
    {"deepseek-ai/DeepSeek-V4-Flash", 284'334'567'511,
     R"({"model_type": "deepseek_v4", "hidden_size": 4096, "moe_intermediate_size": 2048,
         "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 6,
         "num_attention_heads": 64, "num_key_value_heads": 1, "num_hidden_layers": 43,
         "head_dim": 512, "q_lora_rank": 1024, "qk_rope_head_dim": 64, "o_groups": 8,
         "o_lora_rank": 1024, "hc_mult": 4, "index_n_heads": 64, "index_head_dim": 128,
         "num_hash_layers": 3, "sliding_window": 128, "vocab_size": 129280,
         "compress_ratios": [0, 0, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128,
                             4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4,
                             128, 4, 128, 4, 128, 4, 128, 4]})"},
};

const std::vector<Known> recurrent_models{
    // An MTP layer, 1'650'471'424.
    {"Qwen/Qwen3-Next-80B-A3B-Instruct", 79'674'391'296,
     R"({"model_type": "qwen3_next", "hidden_size": 2048, "head_dim": 256,
         "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512,
         "num_experts": 512, "num_experts_per_tok": 10, "num_attention_heads": 16,
         "num_key_value_heads": 2, "num_hidden_layers": 48, "linear_num_value_heads": 32,
         "vocab_size": 151936})"},
    // An MTP layer and a vision tower, 885'429'488.
    {"Qwen/Qwen3.5-27B", 26'895'998'464,
     R"({"model_type": "qwen3_5", "text_config": {"model_type": "qwen3_5_text",
         "hidden_size": 5120, "intermediate_size": 17408, "num_attention_heads": 24,
         "num_hidden_layers": 64, "linear_num_value_heads": 48}})"},
    // The count leaves out the router's correction biases, 2'944.
    {"nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", 31'577'940'288,
     R"({"model_type": "nemotron_h", "hidden_size": 2688, "head_dim": 128,
         "hybrid_override_pattern": "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME",
         "num_hidden_layers": 52, "num_attention_heads": 32, "num_key_value_heads": 2,
         "mamba_num_heads": 64, "mamba_head_dim": 64, "n_groups": 8, "ssm_state_size": 128,
         "conv_kernel": 4, "moe_intermediate_size": 1856, "n_routed_experts": 128,
         "num_experts_per_tok": 6, "moe_shared_expert_intermediate_size": 3712,
         "vocab_size": 131072})"},
    {"nvidia/NVIDIA-Nemotron-Nano-9B-v2", 8'888'227'328,
     R"({"model_type": "nemotron_h", "hidden_size": 4480, "head_dim": 128,
         "hybrid_override_pattern": "M-M-M-MM-M-M-M*-M-M-M*-M-M-M-M*-M-M-M-M*-M-MM-M-M-M-M-M-",
         "num_attention_heads": 40, "num_key_value_heads": 8, "mamba_num_heads": 128,
         "mamba_head_dim": 80, "n_groups": 8, "ssm_state_size": 128, "conv_kernel": 4,
         "intermediate_size": 15680, "vocab_size": 131072})"},
    {"ibm-granite/granite-4.0-h-1b", 1'461'538'368,
     R"({"model_type": "granitemoehybrid", "hidden_size": 1536, "intermediate_size": 4096,
         "shared_intermediate_size": 4096, "num_local_experts": 0, "num_attention_heads": 12,
         "num_key_value_heads": 4, "num_hidden_layers": 40, "mamba_n_heads": 48,
         "mamba_d_state": 128, "attn_layer_indices": [5, 15, 25, 35],
         "tie_word_embeddings": true, "vocab_size": 100352})"},
    {"ibm-granite/granite-4.0-micro-base", 3'402'836'480,
     R"({"model_type": "granitemoehybrid", "hidden_size": 2560, "intermediate_size": 8192,
         "shared_intermediate_size": 8192, "num_local_experts": 0, "num_attention_heads": 40,
         "num_key_value_heads": 8, "num_hidden_layers": 40, "tie_word_embeddings": true,
         "vocab_size": 100352, "layer_types": )" +
         repeated({R"("attention")"}, 40) + "}"},
    {"state-spaces/mamba-2.8b-hf", 2'768'345'600,
     R"({"model_type": "mamba", "hidden_size": 2560, "num_hidden_layers": 64,
         "vocab_size": 50280})"},
    {"tiiuae/falcon-mamba-7b-instruct", 7'272'665'088,
     R"({"model_type": "falcon_mamba", "hidden_size": 4096, "intermediate_size": 8192,
         "num_hidden_layers": 64, "tie_word_embeddings": false, "vocab_size": 65024})"},
    {"mistralai/Mamba-Codestral-7B-v0.1", 7'285'403'648,
     R"({"model_type": "mamba2", "hidden_size": 4096, "num_hidden_layers": 64, "num_heads": 128,
         "n_groups": 8, "vocab_size": 32768})"},
    {"ai21labs/AI21-Jamba-Mini-1.5", 51'570'323'328,
     R"({"model_type": "jamba", "hidden_size": 4096, "intermediate_size": 14336,
         "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32,
         "num_experts": 16, "num_experts_per_tok": 2, "mamba_dt_rank": "auto",
         "vocab_size": 65536})"},
    {"LiquidAI/LFM2-1.2B", 1'170'340'608,
     R"({"model_type": "lfm2", "hidden_size": 2048, "block_ff_dim": 12288,
         "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 16,
         "full_attn_idxs": [2, 5, 8, 10, 12, 14], "vocab_size": 65536})"},
    // The count leaves out the router's correction biases, 704.
    {"LiquidAI/LFM2-8B-A1B", 8'339'930'560,
     R"({"model_type": "lfm2_moe", "hidden_size": 2048, "intermediate_size": 7168,
         "moe_intermediate_size": 1792, "num_experts": 32, "num_experts_per_tok": 4,
         "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 24,
         "full_attn_idxs": [2, 6, 10, 14, 18, 21], "vocab_size": 65536})"},
    {"moonshotai/Kimi-Linear-48B-A3B-Instruct", 49'122'681'728,
     R"({"model_type": "kimi_linear", "hidden_size": 2304, "intermediate_size": 9216,
         "moe_intermediate_size": 1024, "num_experts": 256, "num_experts_per_token": 8,
         "num_shared_experts": 1, "first_k_dense_replace": 1, "num_attention_heads": 32,
         "num_hidden_layers": 27, "kv_lora_rank": 512, "q_lora_rank": null,
         "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
         "linear_attn_config": {"full_attn_layers": [4, 8, 12, 16, 20, 24, 27], "head_dim": 128,
                                "num_heads": 32, "short_conv_kernel_size": 4},
         "vocab_size": 163840})"},
    {"tiiuae/Falcon-H1-0.5B-Base", 521'411'104,
     R"({"model_type": "falcon_h1", "hidden_size": 1024, "intermediate_size": 2048,
         "head_dim": 64, "num_attention_heads": 8, "num_key_value_heads": 2,
         "num_hidden_layers": 36, "mamba_d_ssm": 1536, "mamba_n_heads": 24,
         "mamba_d_state": 128, "vocab_size": 32784})"},
    {"pfnet/plamo-2-1b", 1'291'441'920,
     R"({"model_type": "plamo2", "hidden_size": 2048, "intermediate_size": 8192,
         "num_attention_heads": 16, "num_key_value_heads": 1, "hidden_size_per_head": 128,
         "num_hidden_layers": 16, "mamba_num_heads": 32, "vocab_size": 100000})"},
    {"MiniMaxAI/MiniMax-Text-01", 456'089'655'296,
     R"({"model_type": "minimax_text_01", "hidden_size": 6144, "intermediate_size": 9216,
         "head_dim": 128, "num_attention_heads": 64, "num_key_value_heads": 8,
         "num_hidden_layers": 80, "num_local_experts": 32, "num_experts_per_tok": 2,
         "vocab_size": 200064, "attn_type_list": )" +
         repeated({"0", "0", "0", "0", "0", "0", "0", "1"}, 80) + "}"},
    // The sums of the shapes of their classes; 3.06 B, 7.6 B and 2.9 B by their publisher.
    {"RWKV/rwkv-5-world-3b", 3'062'999'040,
     R"({"model_type": "rwkv5", "hidden_size": 2560, "num_hidden_layers": 32,
         "vocab_size": 65536})"},
    {"RWKV/v6-Finch-7B-HF", 7'635'746'816,
     R"({"model_type": "rwkv6", "hidden_size": 4096, "num_hidden_layers": 32,
         "vocab_size": 65536})"},
    {"RWKV/RWKV7-Goose-World3-2.9B-HF", 2'947'735'040,
     R"({"model_type": "rwkv7", "hidden_size": 2560, "num_hidden_layers": 32,
         "vocab_size": 65536})"},
};

const std::vector<Known> shaped_models{
    // A tower, and a head stored twice; the constants that the count leaves out are in ours.
    {"google/gemma-4-31B", 30'697'345'340,
     R"({"model_type": "gemma4", "text_config": {"model_type": "gemma4_text",
         "hidden_size": 5376, "intermediate_size": 21504, "num_attention_heads": 32,
         "num_key_value_heads": 16, "num_global_key_value_heads": 4, "attention_k_eq_v": true,
         "hidden_size_per_layer_input": 0, "num_hidden_layers": 60}})"},
    {"google/gemma-4-26B-A4B", 25'233'141'790,
     R"({"model_type": "gemma4", "text_config": {"model_type": "gemma4_text",
         "hidden_size": 2816, "intermediate_size": 2112, "moe_intermediate_size": 704,
         "enable_moe_block": true, "num_experts": 128, "top_k_experts": 8,
         "num_attention_heads": 16, "num_key_value_heads": 8, "num_global_key_value_heads": 2,
         "attention_k_eq_v": true, "hidden_size_per_layer_input": 0,
         "num_hidden_layers": 30}})"},
    // The sum of the shapes of its class; the publisher says 6.9 B without the towers.
    {"google/gemma-3n-E4B", 6'868'990'448,
     R"({"model_type": "gemma3n", "text_config": {"model_type": "gemma3n_text"}})"},
    // MTP layers and block scales, 1'006'537'536.
    {"XiaomiMiMo/MiMo-V2-Flash", 308'778'780'864,
     R"({"model_type": "mimo_v2_flash", "hidden_size": 4096, "intermediate_size": 16384,
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "num_experts_per_tok": 8,
         "head_dim": 192, "v_head_dim": 128, "num_attention_heads": 64, "num_hidden_layers": 48,
         "num_key_value_heads": 4, "swa_num_key_value_heads": 8, "sliding_window": 128,
         "add_swa_attention_sink_bias": true, "vocab_size": 152576,
         "hybrid_layer_pattern": [0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1,
                                  1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1,
                                  1, 1, 1, 0],
         "moe_layer_freq": [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                            1]})"},
};

TEST_CASE("latent attention has the parameters that its publishers state") {
  for (const Known& known : latent_models) {
    CAPTURE(known.repository);
    CHECK(parameters_of(known.config) == known.parameters);
  }
}

TEST_CASE("recurrent models have the parameters that their publishers state") {
  for (const Known& known : recurrent_models) {
    CAPTURE(known.repository);
    CHECK(parameters_of(known.config) == known.parameters);
  }
}

TEST_CASE("models with shapes by layer have the parameters that their publishers state") {
  for (const Known& known : shaped_models) {
    CAPTURE(known.repository);
    CHECK(parameters_of(known.config) == known.parameters);
  }
}

const std::string& config_of(const std::vector<Known>& models, std::string_view repository) {
  for (const Known& known : models) {
    if (known.repository == repository) {
      return known.config;
    }
  }
  throw std::out_of_range{"no such model"};
}

struct State {
  std::string_view repository;
  RecurrentKind kind;
  std::uint64_t convolution, state;
};

// By hand, from the rules of llama.cpp's src/llama-hparams.cpp (n_embd_r and n_embd_s).
TEST_CASE("recurrent states have the sizes that llama.cpp gives them") {
  const std::vector<State> states{
      {"Qwen/Qwen3-Next-80B-A3B-Instruct", RecurrentKind::gated_delta_net,
       3 * (2 * 16 * 128 + 32 * 128), 128 * 32 * 128},
      {"nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", RecurrentKind::mamba2,
       3 * (64 * 64 + 2 * 8 * 128), 128 * 64 * 64},
      {"ibm-granite/granite-4.0-h-1b", RecurrentKind::mamba2, 3 * (3072 + 2 * 128), 128 * 3072},
      {"state-spaces/mamba-2.8b-hf", RecurrentKind::mamba, 3 * 5120, 16 * 5120},
      {"mistralai/Mamba-Codestral-7B-v0.1", RecurrentKind::mamba2, 3 * (8192 + 2 * 8 * 128),
       128 * 8192},
      {"ai21labs/AI21-Jamba-Mini-1.5", RecurrentKind::mamba, 3 * 8192, 16 * 8192},
      {"LiquidAI/LFM2-1.2B", RecurrentKind::short_convolution, 2048 * 2, 0},
      {"moonshotai/Kimi-Linear-48B-A3B-Instruct", RecurrentKind::kimi_delta_attention,
       3 * 3 * 32 * 128, 128 * 128 * 32},
      {"pfnet/plamo-2-1b", RecurrentKind::mamba2, 3 * 4096, 64 * 4096},
      {"MiniMaxAI/MiniMax-Text-01", RecurrentKind::lightning_attention, 0, 64 * 128 * 128},
      {"RWKV/v6-Finch-7B-HF", RecurrentKind::rwkv, 2 * 4096, 4096 * 64},
      {"RWKV/RWKV7-Goose-World3-2.9B-HF", RecurrentKind::rwkv, 2 * 2560, 2560 * 64},
  };
  for (const State& expected : states) {
    CAPTURE(expected.repository);
    const Blueprint model = build(config_of(recurrent_models, expected.repository));
    const auto first = mixer_of<Recurrent>(model, 0);
    CHECK(first.kind == expected.kind);
    CHECK(first.convolution_elements == expected.convolution);
    CHECK(first.state_elements == expected.state);
  }
}

// Where the converter writes one figure a layer, the first stands for them.
TEST_CASE("recurrent first layers have no key-value heads") {
  for (const std::string_view name :
       {"ai21labs/AI21-Jamba-Mini-1.5", "LiquidAI/LFM2-1.2B",
        "moonshotai/Kimi-Linear-48B-A3B-Instruct", "pfnet/plamo-2-1b", "RWKV/v6-Finch-7B-HF"}) {
    CAPTURE(name);
    CHECK(build(config_of(recurrent_models, name)).architecture.kv_heads == 0);
  }
}

TEST_CASE("Falcon-H1 keeps a cache and a state in every layer") {
  const Blueprint model = build(config_of(recurrent_models, "tiiuae/Falcon-H1-0.5B-Base"));
  CHECK(mixer_of<GroupedAttention>(model, 3).kv_heads == 2);
  const auto& state = model.architecture.layers.at(3).parallel;
  REQUIRE(state.has_value());
  CHECK(state->convolution_elements == 3 * (1536 + 2 * 128));
  CHECK(state->state_elements == 128 * 1536);
}

TEST_CASE("hybrids mix tokens in turn") {
  const Blueprint jamba = build(config_of(recurrent_models, "ai21labs/AI21-Jamba-Mini-1.5"));
  CHECK(std::holds_alternative<GroupedAttention>(jamba.architecture.layers.at(4).mixer));
  CHECK(jamba.architecture.layers.at(0).feed_forward == FeedForwardKind::dense);
  CHECK(jamba.architecture.layers.at(1).feed_forward == FeedForwardKind::experts);
  const Blueprint nano =
      build(config_of(recurrent_models, "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"));
  CHECK(nano.architecture.gguf_name == "nemotron_h_moe");
  CHECK(std::holds_alternative<NoMixer>(nano.architecture.layers.at(1).mixer));
  CHECK(nano.architecture.layers.at(0).feed_forward == FeedForwardKind::none);
  CHECK(std::holds_alternative<GroupedAttention>(nano.architecture.layers.at(5).mixer));
  const Blueprint dense = build(config_of(recurrent_models, "ibm-granite/granite-4.0-micro-base"));
  CHECK(dense.architecture.gguf_name == "granite");
  CHECK(dense.architecture.kv_heads == 8);
  const Blueprint kimi =
      build(config_of(recurrent_models, "moonshotai/Kimi-Linear-48B-A3B-Instruct"));
  CHECK(mixer_of<LatentAttention>(kimi, 3).kv_lora_rank == 512);
  CHECK(mixer_of<LatentAttention>(kimi, 26).rope_length == 64);
}

TEST_CASE("latent attention knows its cache") {
  const Blueprint v32 = build(config_of(latent_models, "deepseek-ai/DeepSeek-V3.2"));
  CHECK(v32.architecture.kv_heads == 1);
  CHECK(mixer_of<LatentAttention>(v32, 60).index_key_length == 128);
  const Blueprint v4 = build(config_of(latent_models, "deepseek-ai/DeepSeek-V4-Flash"));
  const auto plain = mixer_of<LatentAttention>(v4, 0);
  CHECK(plain.kv_lora_rank + plain.rope_length == 512);
  CHECK(plain.window == 128);
  CHECK(plain.compressor_elements == 0);
  const auto sparse = mixer_of<LatentAttention>(v4, 2);
  CHECK(sparse.compression == 4);
  CHECK(sparse.index_key_length == 128);
  CHECK(sparse.compressor_elements == 2 * 8 * 2 * (512 + 128));
  const auto heavy = mixer_of<LatentAttention>(v4, 3);
  CHECK(heavy.compression == 128);
  CHECK(heavy.index_key_length == 0);
  CHECK(heavy.compressor_elements == 2 * 128 * 512);
  const Blueprint expanded = build(config_of(latent_models, "openbmb/MiniCPM3-4B"));
  CHECK(mixer_of<GroupedAttention>(expanded, 0).kv_heads == 40);
  CHECK(mixer_of<GroupedAttention>(expanded, 0).key_length == 96);
  const Blueprint pairs = build(config_of(latent_models, "meituan-longcat/LongCat-Flash-Chat"));
  CHECK(pairs.architecture.layers.size() == 56);
}

TEST_CASE("layers that share a cache own none") {
  const Blueprint model = build(config_of(shaped_models, "google/gemma-3n-E4B"));
  CHECK(mixer_of<GroupedAttention>(model, 19).owns_cache);
  CHECK_FALSE(mixer_of<GroupedAttention>(model, 20).owns_cache);
  CHECK(mixer_of<GroupedAttention>(model, 0).window == 512);
  CHECK(mixer_of<GroupedAttention>(model, 4).window == 0);
  const Blueprint gemma4 = build(config_of(shaped_models, "google/gemma-4-31B"));
  CHECK(mixer_of<GroupedAttention>(gemma4, 0).key_length == 256);
  CHECK(mixer_of<GroupedAttention>(gemma4, 5).key_length == 512);
  CHECK(mixer_of<GroupedAttention>(gemma4, 5).kv_heads == 4);
}

}  // namespace
}  // namespace vramcalc::model
