#include "memory/weights/spread.h"

#include <array>
#include <string_view>

namespace vramcalc::memory {
namespace {

// Vectors that belong to columns or heads which are cut; every other vector is on all ranks.
constexpr std::array<std::string_view, 15> cut_vectors{
    "attn_q",        "attn_q_b",         "attn_sinks",    "attn_gate",
    "ffn_gate",      "ffn_up",           "output",        "ssm_a",
    "ssm_d",         "ssm_dt",           "ssm_conv1d",    "ffn_up_exps",
    "ffn_gate_exps", "ffn_gate_up_exps", "time_mix_first"};

// Matrices that every rank has whole.
constexpr std::array<std::string_view, 24> whole_matrices{"ffn_gate_inp",
                                                          "ffn_gate_inp_shexp",
                                                          "attn_q_a",
                                                          "attn_kv_a_mqa",
                                                          "attn_kv",
                                                          "position_embd",
                                                          "token_types",
                                                          "altup_proj",
                                                          "altup_unembd_proj",
                                                          "altup_router",
                                                          "altup_predict_coef",
                                                          "altup_correct_coef",
                                                          "laurel_l",
                                                          "laurel_r",
                                                          "ssm_f_a",
                                                          "ssm_g_a",
                                                          "time_mix_w1",
                                                          "time_mix_w2",
                                                          "time_mix_decay_w1",
                                                          "time_mix_decay_w2",
                                                          "time_mix_lerp_fused",
                                                          "ssm_x",
                                                          "ffn_res_score",
                                                          "attn_res_score"};

constexpr std::array<std::string_view, 7> output_tensors{
    "output",          "output_norm",       "output_hc_fn",    "output_hc_base",
    "output_hc_scale", "altup_unembd_proj", "output_res_score"};

}  // namespace

Spread spread_of(const model::Tensor& tensor, const TensorName& name,
                 const model::GroupedAttention* attention) {
  const bool is_vector = tensor.shape.true_rank() <= 1;
  if (attention != nullptr && (name.root == "attn_k" || name.root == "attn_v")) {
    return Spread::key_value;
  }
  if (attention != nullptr && name.root == "attn_qkv") {
    return Spread::fused;
  }
  if (is_vector) {
    const bool is_cut = is_one_of(cut_vectors, name.root) || name.root == "attn_k" ||
                        name.root == "attn_v" || name.root == "attn_qkv";
    return is_cut ? Spread::even : Spread::replicated;
  }
  const bool is_whole = is_one_of(whole_matrices, name.root) || name.root.ends_with("_norm") ||
                        name.root.starts_with("indexer") || name.root.starts_with("hc_") ||
                        name.root.starts_with("attn_compress");
  return is_whole ? Spread::replicated : Spread::even;
}

bool is_behind_layers(const TensorName& name) {
  return is_one_of(output_tensors, name.root);
}

}  // namespace vramcalc::memory
