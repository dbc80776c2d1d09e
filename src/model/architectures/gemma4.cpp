// Gemma 4: sliding and full layers with heads of their own lengths, shared caches, and in the small
// models an embedding for every layer.
#include <algorithm>

#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/gemma4/configuration_gemma4.py, Gemma4TextConfig
constexpr std::uint64_t full_every = 6;
constexpr std::uint64_t default_window = 512;
constexpr std::uint64_t default_full_head_length = 512;
constexpr std::uint64_t default_layer_input = 256;

struct Gemma4 {
  GroupedAttention sliding, full;
  std::uint64_t first_shared = 0;  // layers from here on read an earlier layer's cache
  std::uint64_t layer_input = 0;
  bool wide_shared = false;  // their feed-forward is twice as long
  bool values_are_keys = false;
  bool experts = false;
};

Gemma4 read(const Layout& layout) {
  const Config& config = layout.config();
  const Dimensions& d = layout.dimensions();
  const std::uint64_t full_length =
      positive_or(config, {"global_head_dim"}, default_full_head_length);
  const std::uint64_t full_heads = config.whole_or({"num_global_key_value_heads"}, 0);
  const std::uint64_t shared = config.whole_or({"num_kv_shared_layers"}, 0);
  Gemma4 g;
  g.sliding = {.heads = d.heads,
               .kv_heads = d.kv_heads,
               .key_length = d.head_length,
               .value_length = d.head_length,
               .window = config.whole_or({"sliding_window"}, default_window)};
  g.values_are_keys = config.flag({"attention_k_eq_v"});
  g.full = {.heads = d.heads,
            .kv_heads = g.values_are_keys && full_heads != 0 ? full_heads : d.kv_heads,
            .key_length = full_length,
            .value_length = full_length};
  g.first_shared = d.layers - std::min(shared, d.layers);
  g.layer_input = config.whole_or({"hidden_size_per_layer_input"}, default_layer_input);
  g.wide_shared = config.flag({"use_double_wide_mlp"});
  g.experts = config.flag({"enable_moe_block"});
  return g;
}

// Layers that share another's cache still have keys and values in the checkpoint.
void attention(Block& block, const Gemma4& g, bool slides) {
  AttentionTensors a;
  a.shape = slides ? g.sliding : g.full;
  a.shape.owns_cache = block.index() < g.first_shared;
  a.norm = QueryKeyNorm::head;
  a.value_is_key = !slides && g.values_are_keys;
  block.attention(a);
}

void expert_tensors(Block& block) {
  const Dimensions& d = block.dimensions();
  block.experts({.length = d.expert_feed_forward, .fused_gate = true});
  block.tensor("ffn_gate_inp.scale", {d.hidden});
  block.tensor("ffn_down_exps.scale", {d.experts});
  block.norm("pre_ffw_norm_2");
  block.norm("post_ffw_norm_1");
  block.norm("post_ffw_norm_2");
}

}  // namespace

void build_gemma4(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const Gemma4 g = read(layout);
  d.tied = true;
  layout.embeddings_and_head();
  layout.tensor("rope_freqs.weight", {g.full.key_length / 2}, StorageType::f32,
                TensorPart::generated);
  if (g.layer_input != 0) {
    const std::uint64_t rows = g.layer_input * d.layers;
    layout.tensor("per_layer_token_embd.weight",
                  {rows, config.whole_or({"vocab_size_per_layer_input"}, d.vocabulary)});
    layout.tensor("per_layer_model_proj.weight", {d.hidden, rows});
    layout.tensor("per_layer_proj_norm.weight", {g.layer_input});
  }
  for (Block block : layout.blocks()) {
    const std::uint64_t i = block.index();
    const bool slides = layout.slides(i, full_every) && i + 1 != d.layers;  // the last never does
    if (i == 0) {
      layout.architecture().kv_heads = slides ? g.sliding.kv_heads : g.full.kv_heads;
    }
    block.norm("attn_norm");
    attention(block, g, slides);
    block.norm("post_attention_norm");
    block.tensor("layer_output_scale.weight", {1});
    block.norm("ffn_norm");
    block.mlp({.length = d.feed_forward * (g.wide_shared && i >= g.first_shared ? 2 : 1)});
    block.norm("post_ffw_norm");
    if (g.experts) {
      expert_tensors(block);
    }
    if (g.layer_input != 0) {
      block.tensor("inp_gate.weight", {d.hidden, g.layer_input});
      block.tensor("proj.weight", {g.layer_input, d.hidden});
      block.norm("post_norm");
    }
  }
}

}  // namespace vramcalc::model
