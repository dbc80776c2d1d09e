// Llama and what is built like it: a norm before attention and one before a gated feed-forward.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/llama/modeling_llama.py, models/mixtral;
// `bias` without attention_bias is that of converted Qwen-likes: q, k and v alone
void build_llama(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = d.attention_bias || layout.config().flag({"bias"});
  decoder.llama3_rope = true;
  if (d.experts != 0) {
    decoder.mixture = plain_mixture(layout);
  }
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
