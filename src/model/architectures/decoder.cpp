#include "model/architectures/decoder.h"

#include <algorithm>
#include <string>

namespace vramcalc::model {
namespace {

// "LLLG", local and global layers in turn, or a number.
std::uint64_t pattern_of(const Config& config, std::uint64_t otherwise) {
  const Keys keys{"sliding_window_pattern", "_sliding_window_pattern"};
  const ConfigValue* value = config.find(keys);
  if (value != nullptr && value->get<std::string>() != nullptr) {
    return config.text(keys).size();
  }
  return config.whole_or(keys, otherwise);
}

// A figure that must not be 0, as the config's own message for it.
void require(std::uint64_t figure, const Config& config, Keys keys) {
  if (figure == 0) {
    static_cast<void>(config.required_positive(keys));
  }
}

void write_mixture(Block& block, const Layout& layout, const Mixture& mixture) {
  require(layout.dimensions().experts, layout.config(), {"num_experts"});
  require(mixture.experts.length, layout.config(), {"moe_intermediate_size"});
  block.experts(mixture.experts);
  if (mixture.shared_length != 0) {
    block.shared_expert(mixture.shared_length);
    if (mixture.shared_gate) {
      block.norm("ffn_gate_inp_shexp");
    }
  }
}

}  // namespace

bool Mixture::is_in(std::uint64_t layer) const {
  return layer >= leading_dense && every != 0 && (layer + 1) % every == 0 &&
         std::find(dense_layers.begin(), dense_layers.end(), layer) == dense_layers.end();
}

Decoder plain_decoder(const Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder;
  decoder.attention = grouped_attention(d);
  decoder.attention.output_bias = d.attention_bias;
  decoder.mlp.length = d.feed_forward;
  decoder.mlp.bias = d.mlp_bias;
  return decoder;
}

Mixture plain_mixture(const Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Mixture mixture;
  mixture.experts.length = d.expert_feed_forward != 0 ? d.expert_feed_forward : d.feed_forward;
  mixture.shared_length = d.shared_experts * mixture.experts.length;
  mixture.leading_dense = d.leading_dense_layers;
  const std::vector<std::string_view> types = layout.config().texts({"mlp_layer_types"});
  for (std::uint64_t layer = 0; !types.empty() && layer < d.layers; ++layer) {
    if (layout.of_layer(types, layer, "mlp_layer_types") == "dense") {
      mixture.dense_layers.push_back(layer);
    }
  }
  return mixture;
}

void slide(Decoder& decoder, const Layout& layout, std::uint64_t full_every, std::uint64_t window) {
  const Config& config = layout.config();
  const bool stated =
      std::any_of(config.members().begin(), config.members().end(),
                  [](const ConfigMember& member) { return member.key == "sliding_window"; });
  decoder.window = stated ? config.whole_or({"sliding_window"}, 0) : window;
  decoder.full_every = pattern_of(config, full_every);
}

void write_attention(Block& block, const Layout& layout, const Decoder& decoder) {
  AttentionTensors attention = decoder.attention;
  require(attention.shape.heads, layout.config(), {"num_attention_heads"});
  require(attention.shape.key_length, layout.config(), {"head_dim"});
  if (decoder.window != 0 && layout.slides(block.index(), decoder.full_every)) {
    attention.shape.window = decoder.window;
  }
  if (!decoder.attention_norm.empty()) {
    block.norm(decoder.attention_norm, decoder.norm_bias);
  }
  block.attention(attention);
  if (decoder.norms_after) {
    block.norm("post_attention_norm", decoder.norm_bias);
  }
}

void write_feed_forward(Block& block, const Layout& layout, const Decoder& decoder) {
  if (!decoder.feed_forward_norm.empty()) {
    block.norm(decoder.feed_forward_norm, decoder.norm_bias);
  }
  if (decoder.mixture && decoder.mixture->is_in(block.index())) {
    write_mixture(block, layout, *decoder.mixture);
  } else {
    require(decoder.mlp.length, layout.config(), {"intermediate_size"});
    block.mlp(decoder.mlp);
  }
  if (decoder.norms_after) {
    block.norm("post_ffw_norm", decoder.norm_bias);
  }
}

void write_decoder(Layout& layout, const Decoder& decoder) {
  layout.embeddings_and_head(decoder.head);
  if (decoder.llama3_rope) {
    layout.rope_frequencies();
  }
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    write_feed_forward(block, layout, decoder);
  }
}

void rope_factors(Layout& layout) {
  const Config& config = layout.config();
  for (const std::string_view key : {"rope_scaling", "rope_parameters"}) {
    const std::optional<Config> rope = config.part({key});
    if (!rope || !rope->has("long_factor")) {
      continue;
    }
    const double part = config.number({"partial_rotary_factor"})
                            .value_or(rope->number({"partial_rotary_factor"}).value_or(1));
    const std::uint64_t head = layout.dimensions().head_length;
    const std::uint64_t rotated =
        part > 0 && part < 1 ? static_cast<std::uint64_t>(static_cast<double>(head) * part) : head;
    for (const std::string_view name : {"rope_factors_long.weight", "rope_factors_short.weight"}) {
      layout.tensor(name, {rotated / 2}, StorageType::f32, TensorPart::generated);
    }
    return;
  }
}

}  // namespace vramcalc::model
