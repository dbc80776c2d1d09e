// Arcee's Trinity: gated attention on windows, norms on both sides, experts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/afmoe/modeling_afmoe.py,
// https://github.com/ggml-org/llama.cpp src/models/afmoe.cpp
void build_afmoe(Layout& layout) {
  const Config& config = layout.config();
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.norms_after = true;
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  decoder.mixture->leading_dense = config.whole_or({"num_dense_layers"}, 0);
  slide(decoder, layout, config.whole_or({"global_attn_every_n_layers"}, 4), 1'024);
  layout.embeddings_and_head();
  layout.rope_frequencies();
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    block.tensor("attn_gate.weight", {d.hidden, d.query_length()});
    write_feed_forward(block, layout, decoder);
  }
}

}  // namespace vramcalc::model
