// Step 3.5 and 3.7: sliding layers with more heads than full ones, a gate for every head.
#include <algorithm>
#include <charconv>

#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// The first layer with experts: the smallest number of "3,4,5,...", else first_k_dense_replace.
std::uint64_t first_expert_layer(const Layout& layout) {
  const Config& config = layout.config();
  const ConfigValue* value = config.find({"moe_layers_enum"});
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  if (text == nullptr) {
    return layout.dimensions().leading_dense_layers;
  }
  std::uint64_t first = most_layers;
  const char* at = text->data();
  const char* const end = at + text->size();
  while (at != end) {
    std::uint64_t layer = 0;
    const auto [rest, error] = std::from_chars(at, end, layer);
    if (error != std::errc{} || (rest != end && *rest != ',')) {
      config.fail("moe_layers_enum", MessageId::config_unknown_word,
                  {{"value", config_value_text(*value)}});
    }
    first = std::min(first, layer);
    at = rest == end ? end : rest + 1;
  }
  return first;
}

// attention_other_setting holds the heads of sliding layers.
// https://github.com/ggml-org/llama.cpp conversion/step3.py, Step35Model
GroupedAttention sliding_shape(const Config& config, const GroupedAttention& full) {
  GroupedAttention sliding = full;
  if (const std::optional<Config> other = config.part({"attention_other_setting"})) {
    sliding.heads = positive_or(*other, {"num_attention_heads"}, full.heads);
    sliding.kv_heads = positive_or(*other, {"num_attention_groups"}, full.kv_heads);
    sliding.key_length = positive_or(*other, {"head_dim"}, full.key_length);
    sliding.value_length = sliding.key_length;
  }
  sliding.window = config.required_positive({"sliding_window"});
  return sliding;
}

}  // namespace

void build_step35(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const GroupedAttention full{.heads = d.heads,
                              .kv_heads = positive_or(config, {"num_attention_groups"}, d.kv_heads),
                              .key_length = d.head_length,
                              .value_length = d.head_length};
  const GroupedAttention sliding = sliding_shape(config, full);
  const std::uint64_t first_experts = first_expert_layer(layout);
  const std::uint64_t shared = config.required_positive({"share_expert_dim"});
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    AttentionTensors attention;
    attention.shape = layout.slides(block.index(), 0) ? sliding : full;
    attention.norm = QueryKeyNorm::head;
    if (block.index() == 0) {
      layout.architecture().heads = attention.shape.heads;
      layout.architecture().kv_heads = attention.shape.kv_heads;
    }
    block.norm("attn_norm");
    block.attention(attention);
    block.tensor("attn_gate.weight", {d.hidden, attention.shape.heads});
    block.norm("ffn_norm");
    if (block.index() < first_experts) {
      block.mlp({.length = d.feed_forward});
    } else {
      block.experts({.length = d.expert_feed_forward, .correction_bias = true});
      block.shared_expert(shared);
    }
  }
}

}  // namespace vramcalc::model
