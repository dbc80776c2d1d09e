// InternLM 1 to 3, and openPangu Embedded, which has the same biases.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// One `bias` for q, k, v and the output:
// https://huggingface.co/internlm/internlm-7b/blob/main/modeling_internlm.py,
// https://huggingface.co/internlm/internlm2-7b/blob/main/modeling_internlm2.py
void build_internlm(Layout& layout) {
  const bool bias = layout.config().flag({"bias"}, true);
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  write_decoder(layout, decoder);
}

// https://huggingface.co/internlm/internlm3-8b-instruct/blob/main/modeling_internlm3.py
void build_internlm3(Layout& layout) {
  const bool bias = layout.config().flag({"bias"});
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = layout.config().flag({"qkv_bias"});
  decoder.attention.output_bias = bias;
  decoder.mlp.bias = bias;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
