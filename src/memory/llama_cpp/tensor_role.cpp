#include "memory/llama_cpp/tensor_role.h"

#include <array>

#include "memory/llama_cpp/overrides.h"

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr std::array<std::string_view, 4> input_tensors{"token_embd", "position_embd",
                                                        "token_types", "per_layer_token_embd"};

constexpr std::array<std::string_view, 12> output_tensors{
    "output",         "output_norm",       "output_hc_fn",
    "output_hc_base", "output_hc_scale",   "output_res_score",
    "altup_proj",     "altup_unembd_proj", "cls",
    "dense_2",        "dense_3",           "nextn.post_projection"};

// Every layer asks for them, and gets a copy on its device.
constexpr std::array<std::string_view, 3> shared_by_layers{"rope_freqs", "rope_factors_long",
                                                           "rope_factors_short"};

// What --split-mode tensor cuts into parts; every GPU has all the rest. By the pattern lists of
// llama_meta_device_get_split_state, src/llama-model.cpp
constexpr std::array<std::string_view, 22> divided_tensors{
    "attn_q",      "attn_k",           "attn_v",   "attn_qkv",     "attn_gate", "attn_sinks",
    "attn_output", "ssm_dt",           "ssm_a",    "ssm_alpha",    "ssm_beta",  "ssm_ba",
    "ssm_conv1d",  "ssm_out",          "ffn_up",   "ffn_up_exps",  "ffn_gate",  "ffn_gate_exps",
    "ffn_gate_up", "ffn_gate_up_exps", "ffn_down", "ffn_down_exps"};

bool is_divided(const TensorName& name) {
  return name.layer ? is_one_of(divided_tensors, name.root) : name.root == "output";
}

Home home_of(const TensorName& name, std::string_view family) {
  if (is_one_of(shared_by_layers, name.root)) {
    return Home::every_layer;
  }
  if (name.layer) {
    return Home::layer;
  }
  if (is_input(name)) {
    return Home::input;
  }
  // There the norm behind the last layer bears the name of one before the first:
  // LLM_TENSOR_OUTPUT_NORM_LFM2
  const bool is_norm_of_output = family.starts_with("lfm2") && name.root == "token_embd_norm";
  return is_norm_of_output || is_one_of(output_tensors, name.root) ? Home::output : Home::layer;
}

}  // namespace

bool is_input(const TensorName& name) {
  return is_one_of(input_tensors, name.root);
}

TensorRole role_of(const TensorName& name, std::string_view family) {
  // A head that is the token embedding bears its name, and is cut as a head.
  return {.home = home_of(name, family),
          .is_expert = is_expert_tensor(name.root),
          .is_mirrored = !is_divided(name) && name.root != "token_embd"};
}

}  // namespace vramcalc::memory::llama_cpp
