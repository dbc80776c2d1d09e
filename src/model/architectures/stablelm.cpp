// StableLM 3B, 2 1.6B and 2 12B.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/stablelm/modeling_stablelm.py: the 12B has
// one norm for attention and feed-forward, and a norm for each head
void build_stablelm(Layout& layout) {
  const Config& config = layout.config();
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  decoder.attention.bias = config.flag({"use_qkv_bias"});
  decoder.attention.output_bias = false;
  if (config.flag({"qk_layernorm"})) {
    decoder.attention.norm = QueryKeyNorm::each_head;
  }
  if (config.flag({"use_parallel_residual"})) {
    decoder.feed_forward_norm = {};
  }
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
