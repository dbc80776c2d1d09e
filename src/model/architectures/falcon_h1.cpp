// Falcon-H1: attention and a state-space layer side by side in every layer.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/falcon_h1/configuration_falcon_h1.py
Mamba2 read_mamba(const Config& config, std::uint64_t hidden) {
  Mamba2 mamba;
  mamba.heads = positive_or(config, {"mamba_n_heads"}, 128);
  mamba.inner =
      positive_or(config, {"mamba_d_ssm"}, hidden * positive_or(config, {"mamba_expand"}, 2));
  mamba.groups = positive_or(config, {"mamba_n_groups"}, 1);
  mamba.state = positive_or(config, {"mamba_d_state"}, 256);
  mamba.convolution = positive_or(config, {"mamba_d_conv"}, 4);
  mamba.convolution_bias = config.flag({"mamba_conv_bias"}, true);
  mamba.gated_norm = config.flag({"mamba_rms_norm"});
  return mamba;
}

}  // namespace

// https://github.com/ggml-org/llama.cpp src/models/falcon-h1.cpp, conversion/falcon_h1.py
void build_falcon_h1(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Mamba2 mamba = read_mamba(layout.config(), d.hidden);
  AttentionTensors attention = grouped_attention(d);
  attention.output_bias = d.attention_bias;
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    mamba2_tensors(block, mamba);
    block.attention(attention);
    layout.layer(block.index()).parallel = mamba2_state(mamba);
    block.tensor("ffn_norm", {d.hidden});  // the converter writes this one name without its ending
    block.mlp({.length = d.feed_forward, .bias = d.mlp_bias});
  }
}

}  // namespace vramcalc::model
