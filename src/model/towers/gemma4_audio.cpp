// The audio tower of Gemma 4: a conformer behind two convolutions.
// https://github.com/huggingface/transformers models/gemma4/modeling_gemma4.py
#include <string>

#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {
namespace {

constexpr std::uint64_t mel_bins = 128;
constexpr std::uint64_t kernel_side = 3;  // of the convolutions that halve time and frequency

void add_feed_forward(Tower& tower, const std::string& block, const std::string& ending,
                      std::uint64_t hidden) {
  tower.norm(block + "ffn_norm" + ending, hidden, false);
  tower.linear(block + "ffn_up" + ending, hidden, 4 * hidden, false);
  tower.linear(block + "ffn_down" + ending, 4 * hidden, hidden, false);
  tower.norm(block + "ffn_post_norm" + ending, hidden, false);
}

void add_layer(Tower& tower, const Config& config, std::uint64_t index, std::uint64_t hidden) {
  const std::string block = "a.blk." + std::to_string(index) + ".";
  add_feed_forward(tower, block, "", hidden);
  tower.norm(block + "attn_pre_norm", hidden, false);
  for (const std::string_view name : {"attn_q", "attn_k", "attn_v", "attn_k_rel", "attn_out"}) {
    tower.linear(block + std::string{name}, hidden, hidden, false);
  }
  tower.vector(block + "per_dim_scale.weight",
               hidden / positive_or(config, {"num_attention_heads"}, 8));
  tower.norm(block + "attn_post_norm", hidden, false);
  tower.norm(block + "norm_conv", hidden, false);
  tower.linear(block + "conv_pw1", hidden, 2 * hidden, false);
  tower.matrix(block + "conv_dw.weight", {positive_or(config, {"conv_kernel_size"}, 5), hidden});
  tower.norm(block + "conv_norm", hidden, false);
  tower.linear(block + "conv_pw2", hidden, hidden, false);
  add_feed_forward(tower, block, "_1", hidden);
  tower.norm(block + "ln2", hidden, false);
}

}  // namespace

bool add_gemma4_audio(Layout& layout, const Config& config) {
  const std::uint64_t layers = capped_or(config, {"num_hidden_layers"}, 12, most_tower_layers);
  const std::uint64_t hidden = positive_or(config, {"hidden_size"}, 1024);
  const std::uint64_t rows = positive_or(config, {"output_proj_dims"}, 1536);
  std::vector<std::uint64_t> channels = config.wholes({"subsampling_conv_channels"});
  if (channels.empty()) {
    channels = {128, 32};
  }
  if (channels.size() != 2) {
    return false;
  }
  Tower tower{layout, TensorPart::audio};
  tower.matrix("a.conv1d.0.weight", {kernel_side, kernel_side, 1, channels[0]});
  tower.vector("a.conv1d.0.norm.weight", channels[0]);
  tower.matrix("a.conv1d.1.weight", {kernel_side, kernel_side, channels[0], channels[1]});
  tower.vector("a.conv1d.1.norm.weight", channels[1]);
  tower.linear("a.input_projection", mel_bins / 4 * channels[1], hidden, false);
  for (std::uint64_t i = 0; i < layers; ++i) {
    add_layer(tower, config, i, hidden);
  }
  tower.linear("a.pre_encode.out", hidden, rows, true);
  tower.linear("mm.a.input_projection", rows, layout.dimensions().hidden, false);
  return true;
}

}  // namespace vramcalc::model
