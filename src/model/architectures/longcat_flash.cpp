// LongCat-Flash: every published layer is two of latent attention and dense feed-forward, with
// experts beside the first. They are counted as the two layers that their caches are.
#include "model/architectures/families.h"
#include "model/layout/latent_attention.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/longcat_flash/modeling_longcat_flash.py
void build_longcat_flash(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const Config& config = layout.config();
  const LatentTensors latent = read_latent_attention(layout);
  const std::uint64_t length = config.required_positive({"expert_ffn_hidden_size"});
  // Some choices of the router are experts that do nothing.
  const std::uint64_t choices = d.experts + config.whole_or({"zero_expert_num"}, 0);
  if (config.has("num_layers")) {
    d.layers = 2 * config.required_positive({"num_layers"});
  }
  layout.architecture().kv_heads = 1;
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    latent_attention(block, latent);
    block.norm("ffn_norm");
    block.mlp({.length = d.feed_forward});
    if (block.index() % 2 == 0) {
      block.tensor("ffn_gate_inp.weight", {d.hidden, choices});
      block.tensor("exp_probs_b.bias", {choices});
      block.tensor("ffn_gate_exps.weight", {d.hidden, length, d.experts});
      block.tensor("ffn_up_exps.weight", {d.hidden, length, d.experts});
      block.tensor("ffn_down_exps.weight", {length, d.hidden, d.experts});
      layout.layer(block.index()).feed_forward = FeedForwardKind::experts;
    }
  }
}

}  // namespace vramcalc::model
