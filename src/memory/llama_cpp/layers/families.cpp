#include "memory/llama_cpp/layers/families.h"

#include <algorithm>
#include <array>

namespace vramcalc::memory::llama_cpp {
namespace {

template <std::size_t Count>
bool is_one_of(std::string_view family, const std::array<std::string_view, Count>& names) {
  return std::find(names.begin(), names.end(), family) != names.end();
}

// https://github.com/ggml-org/llama.cpp src/models/*.cpp: build_norm(…, LLM_NORM, …)
constexpr std::array<std::string_view, 21> with_layer_norm{
    "bloom", "codeshell", "cohere2", "cohere2moe", "command-r", "dbrx",      "falcon",
    "gpt2",  "gptj",      "gptneox", "jais",       "mpt",       "nemotron",  "olmo",
    "orion", "phi2",      "phimoe",  "rwkv6",      "stablelm",  "starcoder", "starcoder2"};

// the same files: no ggml_rope_ext
constexpr std::array<std::string_view, 10> without_rope{
    "bloom",       "gpt2", "jais",       "jamba",          "kimi-k3",
    "kimi-linear", "mpt",  "nemotron_h", "nemotron_h_moe", "starcoder"};

// src/llama-hparams.cpp: n_pos_per_embd, MROPE and IMROPE
constexpr std::array<std::string_view, 7> with_four_positions{
    "glm4v", "qwen2vl", "qwen35", "qwen35moe", "qwen3vl", "qwen3vlmoe", "paddleocr"};

// src/models/*.cpp: ggml_scale of inpL, or f_embedding_scale
constexpr std::array<std::string_view, 12> with_scaled_embeddings{
    "gemma",         "gemma2",     "gemma3", "gemma3n", "gemma4",   "granite",
    "granitehybrid", "granitemoe", "grok",   "minicpm", "minicpm3", "afmoe"};

// src/models/*.cpp: ggml_get_rows after the final norm, if (!cparams.embeddings_nextn_masked …)
constexpr std::array<std::string_view, 9> with_late_selection{
    "cohere2moe", "gemma4",    "gpt-oss",   "nemotron_h", "nemotron_h_moe",
    "qwen35",     "qwen35moe", "qwen3next", "step35"};

// src/models/*.cpp: build_ffn(…, LLM_FFN_RELU_SQR, …)
constexpr std::array<std::string_view, 6> with_squared_activation{
    "arcee", "jais2", "nemotron", "nemotron_h", "nemotron_h_moe", "plm"};

// src/models/*.cpp: ggml_scale(ctx0, Qcur, …)
constexpr std::array<std::string_view, 5> with_scaled_queries{"gemma", "gemma2", "gemma3", "phi2",
                                                              "phi3"};

// src/llama-hparams.h, n_no_rope_layer_step
constexpr std::size_t no_rope_step = 4;

// src/models/*.cpp: use_rope by (il + 1) % n_no_rope_layer_step
constexpr std::array<std::string_view, 2> with_every_fourth_unrotated{"afmoe", "llama4"};

// src/models/*.cpp: use_rope by is_swa
constexpr std::array<std::string_view, 5> with_rope_in_windows{
    "cohere2", "cohere2moe", "exaone-moe", "exaone4", "muse-glimmer"};

// src/models/*.cpp: build_moe_ffn(…, norm_w = false, …)
constexpr std::array<std::string_view, 5> with_undivided_weights{"deepseek", "jamba", "llada-moe",
                                                                 "olmoe", "qwen2moe"};

// the same files: w_scale is hparams.expert_weights_scale, and the models' routed_scaling_factor
// is not 1
constexpr std::array<std::string_view, 11> with_scaled_expert_weights{
    "afmoe",   "bailingmoe2", "deepseek32", "deepseek4",      "dots1", "exaone-moe",
    "glm-dsa", "kimi-linear", "minimax-m3", "nemotron_h_moe", "step35"};

// Of Qwen3-VL's vision towers: deepstack_visual_indexes has three of them,
// https://huggingface.co/Qwen/Qwen3-VL-2B-Instruct config.json
constexpr std::size_t deepstack_layers = 3;

}  // namespace

bool rotates(std::string_view family, const LayerPlace& place) {
  if (family == "smollm3") {
    return (place.layer + 1) % no_rope_step != 0;
  }
  if (!place.model_slides) {
    return uses_rope(family);
  }
  if (is_one_of(family, with_every_fourth_unrotated)) {
    return (place.layer + 1) % no_rope_step != 0;
  }
  if (family == "smallthinker") {
    return place.layer % no_rope_step != 0;
  }
  return is_one_of(family, with_rope_in_windows) ? place.slides : uses_rope(family);
}

bool scales_queries(std::string_view family) {
  return is_one_of(family, with_scaled_queries);
}

// src/models/llama4.cpp: use_kq_norm, of all but the model with 128 experts
bool norms_after_rope(std::string_view family, std::uint64_t experts) {
  constexpr std::uint64_t experts_without_norm = 128;
  return family == "llama4" && experts != experts_without_norm;
}

// src/models/gemma3n.cpp, gemma4.cpp: ggml_rms_norm(ctx0, Vcur, …)
bool norms_values(std::string_view family) {
  return family == "gemma3n" || family == "gemma4";
}

// src/models/*.cpp: what ggml_add adds to what, and in gptneox.cpp use_par_res
Residual residual_of(const model::Architecture& architecture, bool has_inner_norm) {
  const std::string_view family = architecture.gguf_name;
  if (family == "command-r" || family == "cohere2" || family == "cohere2moe" ||
      (family == "gptneox" && architecture.parallel_residual)) {
    return Residual::stream_first;
  }
  if (family == "phi2") {
    return Residual::attention_first;
  }
  if (family == "falcon") {
    return Residual::feed_forward_first;
  }
  return family == "stablelm" && !has_inner_norm ? Residual::attended_last : Residual::sequential;
}

// src/models/jamba.cpp, lfm2.cpp: ggml_add(ctx0, ffn_inp, cur)
bool adds_to_stream(std::string_view family) {
  return family == "jamba" || family == "lfm2" || family == "lfm2moe";
}

// src/models/olmo.cpp: build_norm(…, NULL, NULL, LLM_NORM, …)
bool has_bare_norms(std::string_view family) {
  return family == "olmo";
}

Gating gating_of(std::string_view family, bool has_selection_bias) {
  if (family == "llama4") {
    return Gating::sigmoid_of_picked;
  }
  if (family == "gpt-oss") {
    return Gating::soft_max_of_picked;
  }
  if (family == "ernie4_5-moe") {
    return Gating::soft_max;
  }
  if (family == "step35") {  // conversion/step3.py: no expert_weights_norm
    return Gating::sigmoid_undivided;
  }
  if (is_one_of(family, with_undivided_weights)) {
    return Gating::soft_max_undivided;
  }
  return has_selection_bias ? Gating::sigmoid : Gating::soft_max;
}

// src/models/smallthinker.cpp: probs
bool routes_before_attention(std::string_view family) {
  return family == "smallthinker";
}

std::size_t layers_with_images(std::string_view family) {
  return family == "qwen3vl" || family == "qwen3vlmoe" ? deepstack_layers : 0;
}

bool uses_layer_norm(std::string_view family) {
  return is_one_of(family, with_layer_norm);
}

bool uses_rope(std::string_view family) {
  return !is_one_of(family, without_rope);
}

std::uint64_t positions_of_token(std::string_view family) {
  return is_one_of(family, with_four_positions) ? 4 : 1;
}

bool selects_after_norm(std::string_view family) {
  return is_one_of(family, with_late_selection);
}

bool squares_activation(std::string_view family) {
  return is_one_of(family, with_squared_activation);
}

// DeepSeek V2-Lite and what is built like it have a factor of 1, which is left out.
bool scales_expert_weights(std::string_view family, bool has_selection_bias) {
  return is_one_of(family, with_scaled_expert_weights) ||
         (family == "deepseek2" && has_selection_bias);
}

bool scales_embeddings(std::string_view family) {
  return is_one_of(family, with_scaled_embeddings);
}

}  // namespace vramcalc::memory::llama_cpp
