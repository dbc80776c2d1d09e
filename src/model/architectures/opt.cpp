// OPT: learnt positions, and in the 350M model embeddings narrower than its layers.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/opt/modeling_opt.py. Its positions begin at 2
// (OPTLearnedPositionalEmbedding). llama.cpp does not know it.
void build_opt(Layout& layout) {
  const Config& config = layout.config();
  const Dimensions& d = layout.dimensions();
  const bool bias = config.flag({"enable_bias"}, true);
  const std::uint64_t width = config.whole_or({"word_embed_proj_dim"}, d.hidden);
  Decoder decoder = plain_decoder(layout);
  decoder.norm_bias = true;
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  decoder.mlp.gate = false;
  decoder.mlp.bias = bias;

  layout.tensor("token_embd.weight", {width, d.vocabulary});
  layout.tensor("position_embd.weight",
                {d.hidden, config.required_positive({"max_position_embeddings"}) + 2});
  if (width != d.hidden) {
    layout.tensor("token_embd_in.weight", {width, d.hidden});
    layout.tensor("token_embd_out.weight", {d.hidden, width});
  }
  if (config.flag({"do_layer_norm_before"}, true) && !config.flag({"_remove_final_layer_norm"})) {
    layout.tensor("output_norm.weight", {d.hidden});
    layout.tensor("output_norm.bias", {d.hidden});
  }
  if (!d.tied) {
    layout.tensor("output.weight", {width, d.vocabulary});
  }
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    write_feed_forward(block, layout, decoder);
  }
}

}  // namespace vramcalc::model
