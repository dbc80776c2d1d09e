// Qwen3-Next and Qwen3.5: gated delta nets, and every few layers gated attention.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Defaults: https://github.com/huggingface/transformers
// models/qwen3_next/configuration_qwen3_next.py, models/qwen3_5/configuration_qwen3_5.py
constexpr std::uint64_t default_full_every = 4;

enum class Projections { fused, separate };  // of beta and alpha

struct DeltaNet {
  std::uint64_t key_heads, value_heads, key_length, value_length, convolution;

  explicit DeltaNet(const Config& config)
      : key_heads(positive_or(config, {"linear_num_key_heads"}, 16)),
        value_heads(positive_or(config, {"linear_num_value_heads"}, 32)),
        key_length(positive_or(config, {"linear_key_head_dim"}, 128)),
        value_length(positive_or(config, {"linear_value_head_dim"}, 128)),
        convolution(positive_or(config, {"linear_conv_kernel_dim"}, 4)) {}

  [[nodiscard]] std::uint64_t values() const { return value_heads * value_length; }
  [[nodiscard]] std::uint64_t convolved() const {  // queries, keys and values
    return 2 * key_heads * key_length + values();
  }
};

void delta_net(Block& block, const DeltaNet& net, Projections projections) {
  const std::uint64_t hidden = block.dimensions().hidden;
  block.tensor("attn_qkv.weight", {hidden, net.convolved()});
  block.tensor("attn_gate.weight", {hidden, net.values()});
  block.tensor("ssm_conv1d.weight", {net.convolution, net.convolved()});
  block.tensor("ssm_dt.bias", {net.value_heads});
  block.tensor("ssm_a", {net.value_heads});
  if (projections == Projections::fused) {
    block.tensor("ssm_ba.weight", {hidden, 2 * net.value_heads});
  } else {
    block.tensor("ssm_beta.weight", {hidden, net.value_heads});
    block.tensor("ssm_alpha.weight", {hidden, net.value_heads});
  }
  block.tensor("ssm_norm.weight", {net.value_length});
  block.tensor("ssm_out.weight", {net.values(), hidden});
  block.mixer(Recurrent{RecurrentKind::gated_delta_net,
                        convolution_state(net.convolution, net.convolved()),
                        checked_product({net.key_length, net.values()})});
}

void build(Layout& layout, Projections projections) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const DeltaNet net{config};
  const std::vector<std::string_view> types = config.texts({"layer_types"});
  const std::uint64_t full_every =
      positive_or(config, {"full_attention_interval"}, default_full_every);
  const std::uint64_t shared =
      d.experts == 0 ? 0 : positive_or(config, {"shared_expert_intermediate_size"}, 512);
  AttentionTensors attention = grouped_attention(d);
  attention.norm = QueryKeyNorm::head;
  attention.query_rows = 2 * d.query_length();  // a gate beside every query
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool recurrent =
        types.empty() ? (block.index() + 1) % full_every != 0
                      : layout.meaning<bool>(
                            "layer_types", layout.of_layer(types, block.index(), "layer_types"),
                            {{"linear_attention", true}, {"full_attention", false}});
    block.norm("attn_norm");
    block.norm("post_attention_norm");
    if (recurrent) {
      delta_net(block, net, projections);
    } else {
      block.attention(attention);
    }
    if (d.experts == 0) {
      block.mlp({.length = d.feed_forward});
    } else {
      block.experts({.length = d.expert_feed_forward});
      block.tensor("ffn_gate_inp_shexp.weight", {d.hidden});
      block.shared_expert(shared);
    }
  }
}

}  // namespace

void build_qwen3_next(Layout& layout) {
  build(layout, Projections::fused);
}

void build_qwen3_5(Layout& layout) {
  build(layout, Projections::separate);
}

}  // namespace vramcalc::model
