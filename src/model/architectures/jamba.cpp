// Jamba: state-space layers, attention every few, experts every other.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {

// Defaults: https://github.com/huggingface/transformers models/jamba/configuration_jamba.py
void build_jamba(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::uint64_t attention_period = positive_or(config, {"attn_layer_period"}, 8);
  const std::uint64_t attention_offset = config.whole_or({"attn_layer_offset"}, 4);
  const std::uint64_t expert_period = positive_or(config, {"expert_layer_period"}, 2);
  const std::uint64_t expert_offset = config.whole_or({"expert_layer_offset"}, 1);
  Mamba1 mamba;
  mamba.inner = d.hidden * positive_or(config, {"mamba_expand"}, 2);
  mamba.state = positive_or(config, {"mamba_d_state"}, 16);
  mamba.convolution = positive_or(config, {"mamba_d_conv"}, 4);
  mamba.step_rank = positive_or(config, {"mamba_dt_rank"}, (d.hidden + 15) / 16);
  mamba.convolution_bias = config.flag({"mamba_conv_bias"}, true);
  mamba.inner_norms = true;
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool attends = block.index() % attention_period == attention_offset;
    if (block.index() == 0 && !attends) {
      layout.architecture().kv_heads = 0;
    }
    block.norm("attn_norm");
    if (attends) {
      block.attention(grouped_attention(d));
    } else {
      mamba1_layer(block, mamba);
    }
    block.norm("ffn_norm");
    if (d.experts > 1 && block.index() % expert_period == expert_offset) {
      block.experts({.length = d.feed_forward});
    } else {
      block.mlp({.length = d.feed_forward});
    }
  }
}

}  // namespace vramcalc::model
