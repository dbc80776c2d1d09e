// gpt-oss: biases everywhere, attention sinks, every second layer full.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/gpt_oss/modeling_gpt_oss.py
void build_gpt_oss(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = layout.config().flag({"attention_bias"}, true);
  decoder.attention.output_bias = decoder.attention.bias;
  decoder.feed_forward_norm = "post_attention_norm";
  decoder.mixture = plain_mixture(layout);
  slide(decoder, layout, 2, 128);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    block.tensor("attn_sinks.weight", {d.heads});
    write_feed_forward(block, layout, decoder);
    block.tensor("ffn_gate_inp.bias", {d.experts});
    block.tensor("ffn_gate_exps.bias", {decoder.mixture->experts.length, d.experts});
    block.tensor("ffn_up_exps.bias", {decoder.mixture->experts.length, d.experts});
    block.tensor("ffn_down_exps.bias", {d.hidden, d.experts});
  }
}

}  // namespace vramcalc::model
