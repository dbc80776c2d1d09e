// RWKV: a recurrent time mix and a channel mix in every layer.
#include <algorithm>
#include <cmath>

#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// https://github.com/ggml-org/llama.cpp conversion/rwkv.py, Rwkv6Model: the widest models have
// wider adapters of the time mix and its decay.
constexpr std::uint64_t wide = 4096;

std::uint64_t head_size(const Config& config) {
  return positive_or(config, {"head_size", "head_dim"}, 64);
}

// The token shifts of both mixes, and a matrix for every head.
Recurrent state(std::uint64_t hidden, std::uint64_t head) {
  return {RecurrentKind::rwkv, 2 * hidden, hidden * head};
}

std::uint64_t three_and_a_half(std::uint64_t hidden) {
  return hidden * 7 / 2 / 32 * 32;
}

void matrices(Block& block, std::initializer_list<std::string_view> names) {
  const std::uint64_t hidden = block.dimensions().hidden;
  for (const std::string_view name : names) {
    block.tensor("time_mix_" + std::string{name} + ".weight", {hidden, hidden});
  }
}

void rwkv6_time_mix(Block& block, std::uint64_t head) {
  const std::uint64_t hidden = block.dimensions().hidden;
  const std::uint64_t mix = hidden == wide ? 64 : 32;
  const std::uint64_t decay = hidden == wide ? 128 : 64;
  block.tensor("time_mix_w1.weight", {hidden, mix * 5});
  block.tensor("time_mix_w2.weight", {mix, hidden, 5});
  block.tensor("time_mix_lerp_x.weight", {hidden, 1, 1});
  block.tensor("time_mix_lerp_fused.weight", {hidden, 1, 1, 5});
  block.tensor("time_mix_first.weight", {head, hidden / head});
  block.tensor("time_mix_decay.weight", {hidden});
  block.tensor("time_mix_decay_w1.weight", {hidden, decay});
  block.tensor("time_mix_decay_w2.weight", {decay, hidden});
  matrices(block, {"key", "value", "receptance", "gate", "output"});
}

// RWKV 5.2: https://github.com/BlinkDL/RWKV-LM RWKV-v5/src/model.py. Decay and bonus for each head.
void rwkv5_time_mix(Block& block, std::uint64_t head) {
  const std::uint64_t hidden = block.dimensions().hidden;
  for (const std::string_view name : {"k", "v", "r", "g"}) {
    block.tensor("time_mix_lerp_" + std::string{name} + ".weight", {hidden, 1, 1});
  }
  block.tensor("time_mix_first.weight", {head, hidden / head});
  block.tensor("time_mix_decay.weight", {head, hidden / head});
  matrices(block, {"key", "value", "receptance", "gate", "output"});
}

// The ranks of RWKV 7's adapters, where the config leaves them open.
// https://github.com/ggml-org/llama.cpp conversion/rwkv.py, Rwkv7Model.calc_lora_rank
std::uint64_t rank(const Config& config, Keys keys, std::uint64_t hidden, double exponent,
                   double factor) {
  const double blocks =
      std::nearbyint(std::pow(static_cast<double>(hidden), exponent) * factor / 32);
  return positive_or(config, keys, 32 * static_cast<std::uint64_t>(std::max(1.0, blocks)));
}

struct Ranks {
  std::uint64_t decay, rate, value, gate;

  Ranks(const Config& c, std::uint64_t hidden)
      : decay(rank(c, {"lora_rank_decay", "decay_low_rank_dim"}, hidden, 0.5, 1.8)),
        rate(rank(c, {"lora_rank_iclr", "a_low_rank_dim"}, hidden, 0.5, 1.8)),
        value(rank(c, {"lora_rank_value_residual_mix", "v_low_rank_dim"}, hidden, 0.5, 1.3)),
        gate(rank(c, {"lora_rank_gate", "gate_low_rank_dim"}, hidden, 0.8, 0.6)) {}
};

// w: decay, a: learning rate, v: residual of the first layer's values, g: gate.
void rwkv7_time_mix(Layout& layout, Block& block, const Ranks& ranks) {
  const std::uint64_t hidden = layout.dimensions().hidden;
  const auto adapter = [&](std::string_view name, std::uint64_t width, bool bias) {
    // The first layer has no values to mix in: the converter fills their place.
    const bool filler = name == "v" && block.index() == 0;
    const TensorPart part = filler ? TensorPart::generated : TensorPart::language;
    const std::string start =
        "blk." + std::to_string(block.index()) + ".time_mix_" + std::string{name};
    if (bias) {
      layout.tensor(start + "0.weight", {hidden}, std::nullopt, part);
    }
    layout.tensor(start + "1.weight", {hidden, width}, std::nullopt, part);
    layout.tensor(start + "2.weight", {width, hidden}, std::nullopt, part);
  };
  adapter("w", ranks.decay, true);
  adapter("a", ranks.rate, true);
  adapter("v", block.index() == 0 ? ranks.rate : ranks.value, true);
  adapter("g", ranks.gate, false);
  block.tensor("time_mix_lerp_fused.weight", {hidden, 1, 1, 6});
  block.norm("time_mix_k_k");
  block.norm("time_mix_k_a");
  block.norm("time_mix_r_k");
  matrices(block, {"key", "value", "receptance", "output"});
}

// Embeddings with a norm of their own, and for every layer `time_mix` between its norms and the
// channel mix.
template <typename TimeMix>
void build(Layout& layout, std::uint64_t length, bool receptance, TimeMix time_mix) {
  Dimensions& d = layout.dimensions();
  const std::uint64_t head = head_size(layout.config());
  d.tied = false;
  layout.architecture().heads = 0;
  layout.architecture().kv_heads = 0;
  layout.embeddings_and_head({.norm_bias = true});
  layout.tensor("token_embd_norm.weight", {d.hidden});
  layout.tensor("token_embd_norm.bias", {d.hidden});
  for (Block block : layout.blocks()) {
    block.norm("attn_norm", true);
    block.norm("attn_norm_2", true);
    time_mix(block, head);
    block.norm("time_mix_ln", true);
    block.mixer(state(d.hidden, head));
    block.tensor("channel_mix_lerp_k.weight", {d.hidden, 1, 1});
    block.tensor("channel_mix_key.weight", {d.hidden, length});
    block.tensor("channel_mix_value.weight", {length, d.hidden});
    if (receptance) {
      block.tensor("channel_mix_lerp_r.weight", {d.hidden, 1, 1});
      block.tensor("channel_mix_receptance.weight", {d.hidden, d.hidden});
    }
    layout.layer(block.index()).feed_forward = FeedForwardKind::dense;
  }
}

}  // namespace

void build_rwkv5(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  build(layout, d.feed_forward != 0 ? d.feed_forward : three_and_a_half(d.hidden), true,
        rwkv5_time_mix);
}

void build_rwkv6(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  build(layout, d.feed_forward != 0 ? d.feed_forward : three_and_a_half(d.hidden), true,
        rwkv6_time_mix);
}

void build_rwkv7(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Ranks ranks{layout.config(), d.hidden};
  build(layout, d.feed_forward != 0 ? d.feed_forward : 4 * d.hidden, false,
        [&](Block& block, std::uint64_t) { rwkv7_time_mix(layout, block, ranks); });
}

}  // namespace vramcalc::model
