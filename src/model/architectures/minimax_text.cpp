// MiniMax-Text-01 and M1: lightning attention, and plain attention in every few layers.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// 1 or full_attention: plain; 0 or linear_attention: lightning. Where nothing says: by turns.
// https://github.com/huggingface/transformers models/minimax/configuration_minimax.py
std::vector<bool> plain_layers(const Layout& layout) {
  const Config& config = layout.config();
  const std::vector<std::string_view> words = config.texts({"layer_types"});
  const std::vector<bool> numbers = config.flags({"attn_type_list"});
  std::vector<bool> plain;
  for (std::uint64_t i = 0; i < layout.dimensions().layers; ++i) {
    if (!words.empty()) {
      plain.push_back(
          layout.meaning<bool>("layer_types", layout.of_layer(words, i, "layer_types"),
                               {{"full_attention", true}, {"linear_attention", false}}));
    } else {
      plain.push_back(numbers.empty() ? i % 2 == 0 : layout.of_layer(numbers, i, "attn_type_list"));
    }
  }
  return plain;
}

// https://github.com/huggingface/transformers models/minimax/modeling_minimax.py
void lightning_attention(Block& block) {
  const Dimensions& d = block.dimensions();
  const std::uint64_t inner = d.query_length();
  block.tensor("attn_qkv.weight", {d.hidden, 3 * inner});
  block.tensor("attn_gate.weight", {d.hidden, inner});
  block.tensor("ssm_norm.weight", {inner});
  block.tensor("attn_output.weight", {inner, d.hidden});
  block.mixer(Recurrent{RecurrentKind::lightning_attention, 0,
                        checked_product({d.heads, d.head_length, d.head_length})});
}

}  // namespace

void build_minimax_text(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const std::vector<bool> plain_ones = plain_layers(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool plain = plain_ones[static_cast<std::size_t>(block.index())];
    if (block.index() == 0 && !plain) {
      layout.architecture().kv_heads = 0;
    }
    block.norm("attn_norm");
    if (plain) {
      block.attention(grouped_attention(d));
    } else {
      lightning_attention(block);
    }
    block.norm("ffn_norm");
    block.experts({.length = d.feed_forward});
  }
}

}  // namespace vramcalc::model
