// Llama 4: experts in every layer or every second, three layers of four on chunks.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/llama4/modeling_llama4.py and
// configuration_llama4.py: intermediate_size is that of the experts, intermediate_size_mlp of the
// dense layers; chunks of 8192 tokens by default
void build_llama4(Layout& layout) {
  const Config& config = layout.config();
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.llama3_rope = true;
  decoder.mlp.length = config.whole_or({"intermediate_size_mlp"}, d.feed_forward);
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.length = d.feed_forward;
  decoder.mixture->shared_length = d.feed_forward;
  decoder.mixture->every = config.whole_or({"interleave_moe_layer_step"}, 1);
  decoder.full_every = 4;
  decoder.window = config.whole_or({"attention_chunk_size"}, 8'192);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
