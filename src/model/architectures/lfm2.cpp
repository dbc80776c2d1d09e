// LFM2: short convolutions, and attention in some layers.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/lfm2/configuration_lfm2.py, modeling_lfm2.py (Lfm2MLP)
constexpr std::uint64_t default_convolution = 3;
constexpr std::uint64_t default_multiple = 256;

std::uint64_t feed_forward_length(const Config& config, std::uint64_t otherwise) {
  std::uint64_t length = otherwise == 0
                             ? config.required_positive({"block_ff_dim", "intermediate_size"})
                             : positive_or(config, {"block_ff_dim"}, otherwise);
  if (!config.flag({"block_auto_adjust_ff_dim"}, true)) {
    return length;
  }
  length = 2 * length / 3;
  const double scaled =
      config.number({"block_ffn_dim_multiplier"}).value_or(1.0) * static_cast<double>(length);
  if (!(scaled >= 0 && scaled < static_cast<double>(Config::largest))) {
    config.fail("block_ffn_dim_multiplier", MessageId::config_not_whole,
                {{"value", config_value_text(ConfigValue{scaled})},
                 {"low", std::uint64_t{0}},
                 {"high", Config::largest}});
  }
  const std::uint64_t multiple = positive_or(config, {"block_multiple_of"}, default_multiple);
  return (static_cast<std::uint64_t>(scaled) + multiple - 1) / multiple * multiple;
}

// By name, by number, else every layer attends.
std::vector<bool> attention_layers(const Layout& layout) {
  const Config& config = layout.config();
  const std::vector<std::string_view> types = config.texts({"layer_types"});
  if (types.empty() && config.has("full_attn_idxs")) {
    return layout.numbered(config.wholes({"full_attn_idxs"}));
  }
  std::vector<bool> attention;
  for (std::uint64_t i = 0; i < layout.dimensions().layers; ++i) {
    attention.push_back(types.empty() ||
                        layout.meaning<bool>("layer_types",
                                             layout.of_layer(types, i, "layer_types"),
                                             {{"full_attention", true}, {"conv", false}}));
  }
  return attention;
}

void mix_tokens(Block& block, bool attends, std::uint64_t convolution, bool bias) {
  const Dimensions& d = block.dimensions();
  if (attends) {
    AttentionTensors attention = grouped_attention(d);
    attention.norm = QueryKeyNorm::head;
    block.attention(attention);
    return;
  }
  block.tensor("shortconv.conv.weight", {convolution, d.hidden});
  block.tensor("shortconv.in_proj.weight", {d.hidden, 3 * d.hidden});
  block.tensor("shortconv.out_proj.weight", {d.hidden, d.hidden});
  if (bias) {
    block.tensor("shortconv.conv.bias", {d.hidden});
    block.tensor("shortconv.in_proj.bias", {3 * d.hidden});
    block.tensor("shortconv.out_proj.bias", {d.hidden});
  }
  block.mixer(
      Recurrent{RecurrentKind::short_convolution, convolution_state(convolution, d.hidden), 0});
}

template <typename FeedForward>
void build(Layout& layout, FeedForward feed_forward) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::vector<bool> attends = attention_layers(layout);
  const std::uint64_t convolution = positive_or(config, {"conv_L_cache"}, default_convolution);
  const bool bias = config.flag({"conv_bias"});
  d.tied = config.flag({"tie_embedding"}, d.tied);
  layout.embeddings_and_head({.norm = "token_embd_norm"});
  for (Block block : layout.blocks()) {
    const bool attention = attends[static_cast<std::size_t>(block.index())];
    if (block.index() == 0 && !attention) {
      layout.architecture().kv_heads = 0;
    }
    block.norm("attn_norm");
    mix_tokens(block, attention, convolution, bias);
    block.norm("ffn_norm");
    feed_forward(block);
  }
}

}  // namespace

void build_lfm2(Layout& layout) {
  const std::uint64_t length =
      feed_forward_length(layout.config(), layout.dimensions().feed_forward);
  build(layout, [&](Block& block) { block.mlp({.length = length}); });
}

// https://github.com/huggingface/transformers models/lfm2_moe/modeling_lfm2_moe.py
void build_lfm2_moe(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const std::uint64_t dense_layers = config.whole_or({"num_dense_layers"}, 2);
  const bool correction_bias = config.flag({"use_expert_bias"}, true);
  build(layout, [&](Block& block) {
    if (block.index() < dense_layers) {
      block.mlp({.length = d.feed_forward});
    } else {
      block.experts({.length = d.expert_feed_forward, .correction_bias = correction_bias});
    }
  });
}

}  // namespace vramcalc::model
