// Granite 4 and Bamba: state-space layers, attention every few layers, feed-forward or experts in
// every one.
#include <algorithm>

#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/granitemoehybrid/configuration_granitemoehybrid.py, models/bamba/configuration_bamba.py
Mamba2 read_mamba(const Config& config, std::uint64_t hidden) {
  Mamba2 mamba;
  mamba.heads = positive_or(config, {"mamba_n_heads"}, 128);
  mamba.inner = hidden * positive_or(config, {"mamba_expand"}, 2);
  mamba.groups = positive_or(config, {"mamba_n_groups"}, 1);
  mamba.state = positive_or(config, {"mamba_d_state"}, 256);
  mamba.convolution = positive_or(config, {"mamba_d_conv"}, 4);
  mamba.convolution_bias = config.flag({"mamba_conv_bias"}, true);
  return mamba;
}

// Attention by name, by number (Bamba), or nowhere.
std::vector<bool> attention_layers(const Layout& layout) {
  const Config& config = layout.config();
  const std::vector<std::string_view> types = config.texts({"layer_types", "layers_block_type"});
  if (types.empty()) {
    return layout.numbered(config.wholes({"attn_layer_indices"}));
  }
  std::vector<bool> attention;
  for (std::uint64_t i = 0; i < layout.dimensions().layers; ++i) {
    attention.push_back(
        layout.meaning<bool>("layer_types", layout.of_layer(types, i, "layer_types"),
                             {{"attention", true}, {"full_attention", true}, {"mamba", false}}));
  }
  return attention;
}

void build(Layout& layout, std::uint64_t dense_length, std::uint64_t shared_length) {
  const Dimensions& d = layout.dimensions();
  const Mamba2 mamba = read_mamba(layout.config(), d.hidden);
  const std::vector<bool> with_attention = attention_layers(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool attends = with_attention[static_cast<std::size_t>(block.index())];
    if (block.index() == 0 && !attends) {
      layout.architecture().kv_heads = 0;
    }
    block.norm("attn_norm");
    if (attends) {
      block.attention(grouped_attention(d));
    } else {
      mamba2_layer(block, mamba);
    }
    block.norm("ffn_norm");
    if (d.experts == 0) {
      block.mlp({.length = dense_length});
      continue;
    }
    block.experts({.length = d.feed_forward});
    if (shared_length != 0) {
      block.shared_expert(shared_length);
    }
  }
  // Without a state-space layer it is plain Granite to the converter.
  // https://github.com/ggml-org/llama.cpp conversion/granite.py, GraniteHybridModel
  if (std::find(with_attention.begin(), with_attention.end(), false) == with_attention.end()) {
    layout.architecture().gguf_name = d.experts == 0 ? "granite" : "granitemoe";
  }
}

}  // namespace

void build_granite_hybrid(Layout& layout) {
  const std::uint64_t shared = layout.config().whole_or({"shared_intermediate_size"}, 0);
  build(layout, shared != 0 ? shared : layout.dimensions().feed_forward, shared);
}

void build_bamba(Layout& layout) {
  build(layout, layout.dimensions().feed_forward, 0);
}

}  // namespace vramcalc::model
