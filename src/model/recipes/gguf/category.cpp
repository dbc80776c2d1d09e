#include "model/recipes/gguf/category.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace vramcalc::model {
namespace {

// tensor_allows_quantization of llama.cpp's src/llama-quant.cpp. It looks for these texts anywhere
// in a name; in every name that llama.cpp has they begin a word, after a dot or at the start.
constexpr std::array<std::string_view, 36> never_quantised{
    "a.rvq.codebook",
    "altup",
    "attn_rel_b.weight",
    "cross_attn_rel_b.weight",
    "ffn_gate_inp.weight",
    "ffn_gate_tid2eid.weight",
    "indexer.k_proj.weight",
    "indexer.q_proj.weight",
    "laurel",
    "mm.a.code_embd",
    "patch_embd",
    "patch_merger",
    "per_layer_model_proj",
    "position_embd",
    "rel_pos",
    "sam.neck.",
    "sam.net_",
    "sam.pos_embd",
    "shortconv.conv.weight",
    "ssm_conv1d",
    "time_mix_a0.weight",
    "time_mix_a1.weight",
    "time_mix_a2.weight",
    "time_mix_decay_w1.weight",
    "time_mix_decay_w2.weight",
    "time_mix_first.weight",
    "time_mix_g1.weight",
    "time_mix_g2.weight",
    "time_mix_lerp_fused.weight",
    "time_mix_v0.weight",
    "time_mix_v1.weight",
    "time_mix_v2.weight",
    "time_mix_w0.weight",
    "time_mix_w1.weight",
    "time_mix_w2.weight",
    "token_types.weight",
};
static_assert(std::is_sorted(never_quantised.begin(), never_quantised.end()));

constexpr std::string_view block_prefix = "blk.";

bool begins_never_quantised(std::string_view words) {
  const auto before = [](std::string_view a, std::string_view b) { return a.front() < b.front(); };
  const auto same_letter =
      std::equal_range(never_quantised.begin(), never_quantised.end(), words, before);
  return std::any_of(same_letter.first, same_letter.second,
                     [&](std::string_view text) { return words.starts_with(text); });
}

TensorCategory category_of_feed_forward(std::string_view name) {
  constexpr std::string_view prefix = "ffn_";
  const std::size_t start = name.find(prefix);
  if (start == std::string_view::npos) {
    return TensorCategory::other;
  }
  const std::string_view kind = name.substr(start + prefix.size());
  if (kind.starts_with("up")) {
    return TensorCategory::feed_forward_up;
  }
  if (kind.starts_with("gate")) {
    return TensorCategory::feed_forward_gate;
  }
  return kind.starts_with("down") ? TensorCategory::feed_forward_down : TensorCategory::other;
}

}  // namespace

TensorCategory category_of(std::string_view name) {
  if (name == "output.weight") {
    return TensorCategory::output;
  }
  if (name == "token_embd.weight" || name == "per_layer_token_embd.weight") {
    return TensorCategory::token_embedding;
  }
  if (name.ends_with("attn_qkv.weight") || name.ends_with("attn_kv_b.weight") ||
      name.ends_with("attn_v.weight")) {
    return TensorCategory::attention_value;
  }
  if (name.ends_with("attn_k.weight")) {
    return TensorCategory::attention_key;
  }
  if (name.ends_with("attn_q.weight")) {
    return TensorCategory::attention_query;
  }
  if (name.ends_with("attn_output.weight")) {
    return TensorCategory::attention_output;
  }
  return category_of_feed_forward(name);
}

bool may_be_quantised(const Tensor& tensor) {
  constexpr std::string_view last_word = "weight";
  if (tensor.shape.true_rank() < 2 || !facts_of(tensor.type).is_float ||
      !tensor.name.ends_with(last_word) || tensor.name.ends_with("_norm.weight")) {
    return false;
  }
  std::string_view words = after_block(tensor.name);
  while (words.size() > last_word.size()) {
    if (begins_never_quantised(words)) {
      return false;
    }
    const std::size_t dot = words.find('.');
    words.remove_prefix(dot == std::string_view::npos ? words.size() : dot + 1);
  }
  return true;
}

std::string_view after_block(std::string_view name) {
  if (name.starts_with(block_prefix)) {
    const std::size_t dot = name.find('.', block_prefix.size());
    name.remove_prefix(dot == std::string_view::npos ? name.size() : dot + 1);
  }
  return name;
}

std::optional<std::uint64_t> block_number(std::string_view name) {
  if (!name.starts_with(block_prefix)) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const char* begin = name.data() + block_prefix.size();
  const auto [end, error] = std::from_chars(begin, name.data() + name.size(), number);
  return error == std::errc{} ? std::optional{number} : std::nullopt;
}

}  // namespace vramcalc::model
