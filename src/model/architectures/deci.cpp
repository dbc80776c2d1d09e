// Models pruned by architecture search (Nemotron Super and Ultra): every layer has its own heads
// and feed-forward, or lacks them.
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

struct PrunedLayer {
  std::uint64_t kv_heads = 0;      // 0: no attention
  bool linear = false;             // attention replaced by one matrix
  std::uint64_t feed_forward = 0;  // 0: none
};

// Two thirds of the width times a factor, up to a multiple of 256.
// https://github.com/ggml-org/llama.cpp conversion/deci.py, _ffn_mult_to_intermediate_size
std::uint64_t feed_forward_length(const Config& part, std::uint64_t hidden) {
  const double factor = part.number({"ffn_mult"}).value_or(0);
  const double length = 2 * factor * static_cast<double>(hidden) / 3;
  if (!(length >= 0 && length < static_cast<double>(Config::largest))) {
    part.fail("ffn_mult", MessageId::config_not_whole,
              {{"value", config_value_text(ConfigValue{factor})},
               {"low", std::uint64_t{0}},
               {"high", Config::largest}});
  }
  return (static_cast<std::uint64_t>(length) + 255) / 256 * 256;
}

Config required_part(const Config& block, std::string_view key) {
  const std::optional<Config> part = block.part({key});
  if (!part) {
    block.fail(key, MessageId::config_missing);
  }
  return *part;
}

std::vector<PrunedLayer> read_layers(const Layout& layout) {
  const Dimensions& d = layout.dimensions();
  std::vector<PrunedLayer> layers;
  for (const Config& block : layout.config().parts("block_configs")) {
    const Config attention = required_part(block, "attention");
    const std::uint64_t group = attention.whole_or({"n_heads_in_group"}, 0);
    layers.push_back({.kv_heads = group == 0 ? 0 : d.heads / group,
                      .linear = group == 0 && attention.flag({"replace_with_linear"}),
                      .feed_forward = feed_forward_length(required_part(block, "ffn"), d.hidden)});
  }
  return layers;
}

}  // namespace

void build_deci(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const std::vector<PrunedLayer> layers = read_layers(layout);
  layout.embeddings_and_head();
  layout.rope_frequencies();
  for (Block block : layout.blocks()) {
    const PrunedLayer layer = layout.of_layer(layers, block.index(), "block_configs");
    if (block.index() == 0) {
      layout.architecture().heads = layer.kv_heads != 0 || layer.linear ? d.heads : 0;
      layout.architecture().kv_heads = layer.kv_heads;
    }
    block.mixer(NoMixer{.padded_cache = true});
    if (layer.kv_heads != 0) {
      AttentionTensors attention = grouped_attention(d);
      attention.shape.kv_heads = layer.kv_heads;
      block.norm("attn_norm");
      block.attention(attention);
    } else if (layer.linear) {
      block.norm("attn_norm");
      block.tensor("attn_output.weight", {d.hidden, d.hidden});
    }
    if (layer.feed_forward != 0) {
      block.norm("ffn_norm");
      block.mlp({.length = layer.feed_forward});
    }
  }
}

}  // namespace vramcalc::model
