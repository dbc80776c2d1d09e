// MiMo V2: sliding layers with key-value heads and head lengths of their own.
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/ggml-org/llama.cpp conversion/mimo.py, src/models/mimo2.cpp
void build_mimo2(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::vector<bool> sliding = config.flags({"hybrid_layer_pattern"});
  const std::vector<bool> expert_layers = config.flags({"moe_layer_freq"});
  const GroupedAttention full{.heads = d.heads,
                              .kv_heads = d.kv_heads,
                              .key_length = d.head_length,
                              .value_length = positive_or(config, {"v_head_dim"}, d.head_length)};
  const GroupedAttention slides{
      .heads = positive_or(config, {"swa_num_attention_heads"}, full.heads),
      .kv_heads = positive_or(config, {"swa_num_key_value_heads"}, full.kv_heads),
      .key_length = positive_or(config, {"swa_head_dim"}, full.key_length),
      .value_length = positive_or(config, {"swa_v_head_dim"}, full.value_length),
      .window = config.required_positive({"sliding_window", "sliding_window_size"})};
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool sliding_layer = layout.of_layer(sliding, block.index(), "hybrid_layer_pattern");
    AttentionTensors attention;
    attention.shape = sliding_layer ? slides : full;
    attention.bias = d.attention_bias;
    if (block.index() == 0) {
      layout.architecture().heads = attention.shape.heads;
      layout.architecture().kv_heads = attention.shape.kv_heads;
    }
    block.norm("attn_norm");
    block.attention(attention);
    if (config.flag(
            {sliding_layer ? "add_swa_attention_sink_bias" : "add_full_attention_sink_bias"})) {
      block.tensor("attn_sinks.weight", {attention.shape.heads});
    }
    block.norm("ffn_norm");
    if (layout.of_layer(expert_layers, block.index(), "moe_layer_freq")) {
      block.experts({.length = d.expert_feed_forward, .correction_bias = true});
    } else {
      block.mlp({.length = d.feed_forward});
    }
  }
}

}  // namespace vramcalc::model
