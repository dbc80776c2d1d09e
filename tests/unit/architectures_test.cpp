// Families with attention in all layers: parameters against the counts of their publishers, as
// the repository of that name on https://huggingface.co states them (the total of its safetensors
// files; a comment where that holds more than the model).
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>

#include "model/architectures/registry.h"
#include "read/json/json.h"

namespace vramcalc::model {
namespace {

struct Known {
  std::string_view repository;
  std::uint64_t parameters;
  std::string_view config;
};

const std::vector<Known> known_models{
    {"meta-llama/Llama-3.1-8B", 8'030'261'248,
     R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "vocab_size": 128256, "tie_word_embeddings": false, "rope_scaling": {"rope_type": "llama3"}})"},
    {"mistralai/Mixtral-8x7B-v0.1", 46'702'792'704,
     R"({"model_type": "mixtral", "hidden_size": 4096, "intermediate_size": 14336,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "num_local_experts": 8, "num_experts_per_tok": 2, "vocab_size": 32000})"},
    {"Qwen/Qwen-72B-Chat", 72'287'920'128,
     R"({"model_type": "qwen", "hidden_size": 8192, "intermediate_size": 49152, "kv_channels": 128,
         "num_attention_heads": 64, "num_hidden_layers": 80, "vocab_size": 152064,
         "tie_word_embeddings": false})"},
    {"Qwen/Qwen2.5-7B", 7'615'616'512,
     R"({"model_type": "qwen2", "hidden_size": 3584, "intermediate_size": 18944,
         "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4,
         "vocab_size": 152064, "tie_word_embeddings": false})"},
    {"Qwen/Qwen1.5-MoE-A2.7B", 14'315'784'192,
     R"({"model_type": "qwen2_moe", "hidden_size": 2048, "intermediate_size": 5632,
         "num_attention_heads": 16, "num_hidden_layers": 24, "num_key_value_heads": 16,
         "num_experts": 60, "num_experts_per_tok": 4, "moe_intermediate_size": 1408,
         "shared_expert_intermediate_size": 5632, "decoder_sparse_step": 1, "vocab_size": 151936})"},
    {"Qwen/Qwen3-4B", 4'022'468'096,
     R"({"model_type": "qwen3", "hidden_size": 2560, "intermediate_size": 9728, "head_dim": 128,
         "num_attention_heads": 32, "num_hidden_layers": 36, "num_key_value_heads": 8,
         "vocab_size": 151936, "tie_word_embeddings": true})"},
    {"Qwen/Qwen3-30B-A3B", 30'532'122'624,
     R"({"model_type": "qwen3_moe", "hidden_size": 2048, "intermediate_size": 6144, "head_dim": 128,
         "num_attention_heads": 32, "num_hidden_layers": 48, "num_key_value_heads": 4,
         "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768,
         "decoder_sparse_step": 1, "mlp_only_layers": [], "vocab_size": 151936})"},
    {"google/gemma-2b", 2'506'172'416,
     R"({"model_type": "gemma", "hidden_size": 2048, "intermediate_size": 16384, "head_dim": 256,
         "num_attention_heads": 8, "num_hidden_layers": 18, "num_key_value_heads": 1,
         "vocab_size": 256000})"},
    {"google/gemma-2-9b", 9'241'705'984,
     R"({"model_type": "gemma2", "hidden_size": 3584, "intermediate_size": 14336, "head_dim": 256,
         "num_attention_heads": 16, "num_hidden_layers": 42, "num_key_value_heads": 8,
         "vocab_size": 256000})"},
    {"google/gemma-3-1b-it", 999'885'952,
     R"({"model_type": "gemma3_text", "hidden_size": 1152, "intermediate_size": 6912,
         "head_dim": 256, "num_attention_heads": 4, "num_hidden_layers": 26,
         "num_key_value_heads": 1, "vocab_size": 262144})"},
    {"microsoft/phi-2", 2'779'683'840,
     R"({"model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240,
         "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 51200})"},
    {"microsoft/Phi-3.5-mini-instruct", 3'821'079'552,
     R"({"model_type": "phi3", "hidden_size": 3072, "intermediate_size": 8192,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
         "vocab_size": 32064, "rope_scaling": {"type": "longrope", "long_factor": [1.0]}})"},
    {"microsoft/Phi-mini-MoE-instruct", 7'647'632'704,
     R"({"model_type": "phimoe", "hidden_size": 4096, "intermediate_size": 960, "head_dim": 128,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "num_local_experts": 16, "num_experts_per_tok": 2, "vocab_size": 32064,
         "attention_bias": true, "lm_head_bias": true})"},
    {"tiiuae/falcon-7b", 7'217'189'760,
     R"({"model_type": "falcon", "hidden_size": 4544, "num_attention_heads": 71,
         "num_hidden_layers": 32, "multi_query": true, "parallel_attn": true, "bias": false,
         "new_decoder_architecture": false, "vocab_size": 65024})"},
    {"tiiuae/falcon-180B-chat", 179'522'565'120,
     R"({"model_type": "falcon", "hidden_size": 14848, "num_attention_heads": 232,
         "num_hidden_layers": 80, "num_kv_heads": 8, "multi_query": true,
         "new_decoder_architecture": true, "vocab_size": 65024})"},
    // The sum of the shapes of its transformers class; its file holds attention masks besides.
    {"openai-community/gpt2", 124'439'808,
     R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
         "n_ctx": 1024, "vocab_size": 50257})"},
    {"bigcode/gpt_bigcode-santacoder", 1'124'886'528,
     R"({"model_type": "gpt_bigcode", "n_embd": 2048, "n_head": 16, "n_layer": 24, "n_inner": 8192,
         "n_positions": 2048, "multi_query": true, "vocab_size": 49280})"},
    // Stated are 1 515 311 488, with 24 masks of 2048 x 2048 and 16 rotary frequencies each.
    {"EleutherAI/pythia-1.4b", 1'414'647'808,
     R"({"model_type": "gpt_neox", "hidden_size": 2048, "intermediate_size": 8192,
         "num_attention_heads": 16, "num_hidden_layers": 24, "vocab_size": 50304,
         "tie_word_embeddings": false})"},
    {"EleutherAI/gpt-j-6b", 6'050'882'784,
     R"({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_layer": 28, "n_inner": null,
         "n_positions": 2048, "vocab_size": 50400, "tie_word_embeddings": false})"},
    {"bigscience/bloom-560m", 559'214'592,
     R"({"model_type": "bloom", "n_embed": 1024, "num_attention_heads": 16, "n_layer": 24,
         "vocab_size": 250880})"},
    {"facebook/opt-125m", 125'239'296,
     R"({"model_type": "opt", "hidden_size": 768, "ffn_dim": 3072, "num_attention_heads": 12,
         "num_hidden_layers": 12, "max_position_embeddings": 2048, "word_embed_proj_dim": 768,
         "do_layer_norm_before": true, "vocab_size": 50272})"},
    {"facebook/opt-350m", 331'196'416,
     R"({"model_type": "opt", "hidden_size": 1024, "ffn_dim": 4096, "num_attention_heads": 16,
         "num_hidden_layers": 24, "max_position_embeddings": 2048, "word_embed_proj_dim": 512,
         "do_layer_norm_before": false, "vocab_size": 50272})"},
    {"mosaicml/mpt-7b", 6'649'286'656,
     R"({"model_type": "mpt", "d_model": 4096, "n_heads": 32, "n_layers": 32, "max_seq_len": 2048,
         "expansion_ratio": 4, "no_bias": true, "attn_config": {"alibi": true},
         "vocab_size": 50432})"},
    // Stated are 6 243 584 032, with 32 rotary frequencies.
    {"THUDM/chatglm2-6b", 6'243'584'000,
     R"({"model_type": "chatglm", "hidden_size": 4096, "ffn_hidden_size": 13696, "kv_channels": 128,
         "num_attention_heads": 32, "num_layers": 28, "multi_query_attention": true,
         "multi_query_group_num": 2, "add_qkv_bias": true, "padded_vocab_size": 65024})"},
    {"zai-org/glm-4-9b-chat-hf", 9'399'951'360,
     R"({"model_type": "glm", "hidden_size": 4096, "intermediate_size": 13696, "head_dim": 128,
         "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 2,
         "attention_bias": true, "vocab_size": 151552, "tie_word_embeddings": false})"},
    {"allenai/OLMo-1B-hf", 1'176'764'416,
     R"({"model_type": "olmo", "hidden_size": 2048, "intermediate_size": 8192,
         "num_attention_heads": 16, "num_hidden_layers": 16, "vocab_size": 50304,
         "tie_word_embeddings": true})"},
    {"allenai/OLMo-2-0425-1B", 1'484'916'736,
     R"({"model_type": "olmo2", "hidden_size": 2048, "intermediate_size": 8192,
         "num_attention_heads": 16, "num_hidden_layers": 16, "num_key_value_heads": 16,
         "vocab_size": 100352, "tie_word_embeddings": false})"},
    {"allenai/OLMoE-1B-7B-0125", 6'919'161'856,
     R"({"model_type": "olmoe", "hidden_size": 2048, "intermediate_size": 1024,
         "num_attention_heads": 16, "num_hidden_layers": 16, "num_key_value_heads": 16,
         "num_experts": 64, "num_experts_per_tok": 8, "vocab_size": 50304})"},
    {"ibm-granite/granite-3b-code-instruct-128k", 3'482'503'680,
     R"({"model_type": "llama", "hidden_size": 2560, "intermediate_size": 10240,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
         "attention_bias": true, "mlp_bias": true, "vocab_size": 49152,
         "tie_word_embeddings": true})"},
    {"bigcode/starcoder2-3b", 3'030'371'328,
     R"({"model_type": "starcoder2", "hidden_size": 3072, "intermediate_size": 12288,
         "num_attention_heads": 24, "num_hidden_layers": 30, "num_key_value_heads": 2,
         "use_bias": true, "vocab_size": 49152})"},
    {"stabilityai/stablelm-2-1_6b-chat", 1'644'515'328,
     R"({"model_type": "stablelm", "hidden_size": 2048, "intermediate_size": 5632,
         "num_attention_heads": 32, "num_hidden_layers": 24, "num_key_value_heads": 32,
         "use_qkv_bias": true, "vocab_size": 100352, "tie_word_embeddings": false})"},
    {"internlm/internlm2_5-7b-chat", 7'737'708'544,
     R"({"model_type": "internlm2", "hidden_size": 4096, "intermediate_size": 14336, "bias": false,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "vocab_size": 92544, "tie_word_embeddings": false})"},
    // Stated are 8 030 892 288, with 34 times 64 rotary frequencies in 32 bits, each counted twice.
    {"FreedomIntelligence/openPangu-Embedded-7B", 8'030'887'936,
     R"({"model_type": "PanguEmbedded", "hidden_size": 4096, "intermediate_size": 12800,
         "num_attention_heads": 32, "num_hidden_layers": 34, "num_key_value_heads": 8,
         "bias": true, "vocab_size": 153376, "tie_word_embeddings": false})"},
    {"ByteDance-Seed/Seed-OSS-36B-Instruct", 36'151'104'512,
     R"({"model_type": "seed_oss", "hidden_size": 5120, "intermediate_size": 27648, "head_dim": 128,
         "num_attention_heads": 80, "num_hidden_layers": 64, "num_key_value_heads": 8,
         "attention_bias": true, "attention_out_bias": false, "vocab_size": 155136,
         "tie_word_embeddings": false})"},
    {"HuggingFaceTB/SmolLM3-3B", 3'075'098'624,
     R"({"model_type": "smollm3", "hidden_size": 2048, "intermediate_size": 11008,
         "num_attention_heads": 16, "num_hidden_layers": 36, "num_key_value_heads": 4,
         "vocab_size": 128256})"},
    {"LGAI-EXAONE/EXAONE-Deep-7.8B", 7'818'448'896,
     R"({"model_type": "exaone", "hidden_size": 4096, "intermediate_size": 14336,
         "num_attention_heads": 32, "num_layers": 32, "num_key_value_heads": 8,
         "vocab_size": 102400, "tie_word_embeddings": false})"},
    {"LGAI-EXAONE/EXAONE-4.0-1.2B", 1'279'391'488,
     R"({"model_type": "exaone4", "hidden_size": 2048, "intermediate_size": 4096, "head_dim": 64,
         "num_attention_heads": 32, "num_hidden_layers": 30, "num_key_value_heads": 8,
         "sliding_window": null, "vocab_size": 102400, "tie_word_embeddings": true})"},
    {"databricks/dbrx-base", 131'596'523'520,
     R"({"model_type": "dbrx", "d_model": 6144, "n_heads": 48, "n_layers": 40, "vocab_size": 100352,
         "attn_config": {"kv_n_heads": 8}, "tie_word_embeddings": false,
         "ffn_config": {"ffn_hidden_size": 10752, "moe_num_experts": 16, "moe_top_k": 4}})"},
    {"openai/gpt-oss-20b", 20'914'757'184,
     R"({"model_type": "gpt_oss", "hidden_size": 2880, "intermediate_size": 2880, "head_dim": 64,
         "num_attention_heads": 64, "num_hidden_layers": 24, "num_key_value_heads": 8,
         "num_local_experts": 32, "num_experts_per_tok": 4, "sliding_window": 128,
         "vocab_size": 201088, "tie_word_embeddings": false})"},
    {"microsoft/bitnet-b1.58-2B-4T-bf16", 2'412'820'480,
     R"({"model_type": "bitnet", "hidden_size": 2560, "intermediate_size": 6912,
         "num_attention_heads": 20, "num_hidden_layers": 30, "num_key_value_heads": 5,
         "vocab_size": 128256, "tie_word_embeddings": true})"},
    // Stated are 8 053 338 176, with two figures of each layer's activation.
    {"swiss-ai/Apertus-8B-2509", 8'053'338'112,
     R"({"model_type": "apertus", "hidden_size": 4096, "intermediate_size": 21504,
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "vocab_size": 131072, "tie_word_embeddings": false})"},
    {"rednote-hilab/dots.llm1.inst", 142'774'381'696,
     R"({"model_type": "dots1", "hidden_size": 4096, "intermediate_size": 10944,
         "num_attention_heads": 32, "num_hidden_layers": 62, "num_key_value_heads": 32,
         "n_routed_experts": 128, "n_shared_experts": 2, "num_experts_per_tok": 6,
         "moe_intermediate_size": 1408, "first_k_dense_replace": 1, "vocab_size": 152064})"},
    {"inclusionAI/Ling-lite", 16'801'974'272,
     R"({"model_type": "bailing_moe", "hidden_size": 2048, "intermediate_size": 5632,
         "head_dim": 128, "num_attention_heads": 16, "num_hidden_layers": 28,
         "num_key_value_heads": 4, "num_experts": 64, "num_shared_experts": 2,
         "num_experts_per_tok": 6, "moe_intermediate_size": 1408, "first_k_dense_replace": 0,
         "vocab_size": 126464})"},
    {"inclusionAI/LLaDA2.0-mini", 16'255'643'392,
     R"({"model_type": "llada2_moe", "hidden_size": 2048, "intermediate_size": 5120,
         "head_dim": 128, "num_attention_heads": 16, "num_hidden_layers": 20,
         "num_key_value_heads": 4, "num_experts": 256, "num_shared_experts": 1,
         "num_experts_per_tok": 8, "moe_intermediate_size": 512, "first_k_dense_replace": 1,
         "vocab_size": 157184})"},
    // Stated are 9 408 238 592, with a projection of 2700 x 4096 and its bias.
    {"adept/fuyu-8b", 9'397'175'296,
     R"({"model_type": "fuyu", "text_config": {"model_type": "persimmon", "hidden_size": 4096,
         "intermediate_size": 16384, "num_attention_heads": 64, "num_hidden_layers": 36,
         "vocab_size": 262144, "qk_layernorm": true}})"},
    {"deepseek-ai/deepseek-moe-16b-base", 16'375'728'128,
     R"({"model_type": "deepseek", "hidden_size": 2048, "intermediate_size": 10944,
         "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 16,
         "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
         "moe_intermediate_size": 1408, "first_k_dense_replace": 1, "vocab_size": 102400})"},
    // The text part alone: shapes of the classes that text_config names.
    {"google/gemma-3-4b-it", 3'880'263'168,
     R"({"model_type": "gemma3", "text_config": {"model_type": "gemma3_text", "hidden_size": 2560,
         "intermediate_size": 10240, "num_hidden_layers": 34, "sliding_window": 1024}})"},
};

std::uint64_t parameters_of(std::string_view text, std::string_view file) {
  const ConfigValue tree = read::parse_json_text(text, file);
  return build_model(Config{tree, file}).inventory.elements(TensorPart::language);
}

TEST_CASE("architectures have the parameters that their publishers state") {
  for (const Known& model : known_models) {
    CAPTURE(model.repository);
    CHECK(parameters_of(model.config, model.repository) == model.parameters);
  }
}

TEST_CASE("architectures stand in the order of the alphabet, each once") {
  const auto rows = architecture_rows();
  const auto later = [](const ArchitectureRow& a, const ArchitectureRow& b) {
    return a.model_type >= b.model_type;
  };
  CHECK(std::adjacent_find(rows.begin(), rows.end(), later) == rows.end());
  for (const ArchitectureRow& row : rows) {
    CAPTURE(row.model_type);
    CHECK(find_architecture(row.model_type) == &row);
    CHECK(is_known_architecture(row.model_type));
  }
  CHECK_FALSE(is_known_architecture("LLAMA"));
  CHECK_FALSE(is_known_architecture(""));
}

}  // namespace
}  // namespace vramcalc::model
