// Phi 1 to 4 and Phi-MoE.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// Attention and feed-forward side by side behind one norm, biases everywhere:
// https://github.com/huggingface/transformers models/phi/modeling_phi.py
void build_phi(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.head = {.norm_bias = true, .output_bias = true};
  decoder.norm_bias = true;
  decoder.feed_forward_norm = {};
  decoder.attention.bias = true;
  decoder.attention.output_bias = true;
  decoder.mlp = {
      .length = d.feed_forward != 0 ? d.feed_forward : 4 * d.hidden, .gate = false, .bias = true};
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/phi3/modeling_phi3.py; llama.cpp keeps all
// layers full whatever sliding_window says (src/models/phi3.cpp)
void build_phi3(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.mlp.fused_gate = true;
  rope_factors(layout);
  write_decoder(layout, decoder);
}

// https://huggingface.co/microsoft/Phi-3.5-MoE-instruct/blob/main/modeling_phimoe.py
void build_phimoe(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.head = {.norm_bias = true, .output_bias = layout.config().flag({"lm_head_bias"})};
  decoder.norm_bias = true;
  decoder.mixture = plain_mixture(layout);
  rope_factors(layout);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
