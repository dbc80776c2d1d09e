// BitNet b1.58: norms in front of the last matrix of attention and feed-forward, the head tied.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/bitnet/modeling_bitnet.py
void build_bitnet(Layout& layout) {
  layout.dimensions().tied = true;
  const Dimensions& d = layout.dimensions();
  const Decoder decoder = plain_decoder(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    block.norm("attn_sub_norm");
    write_feed_forward(block, layout, decoder);
    block.tensor("ffn_sub_norm.weight", {d.feed_forward});
  }
}

}  // namespace vramcalc::model
