// StarCoder 2.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/starcoder2/modeling_starcoder2.py; llama.cpp
// keeps all layers full whatever sliding_window says
void build_starcoder2(Layout& layout) {
  const bool bias = layout.config().flag({"use_bias"}, true);
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  decoder.mlp.gate = false;
  decoder.mlp.bias = bias;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
