// DeepSeek-MoE and what follows its layers: leading dense ones, then shared and routed experts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/deepseek-ai/deepseek-moe-16b-base/blob/main/modeling_deepseek.py
void build_deepseek_v1(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  if (layout.dimensions().experts != 0) {
    decoder.mixture = plain_mixture(layout);
    decoder.mixture->experts.correction_bias = false;
  }
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/dots1/modeling_dots1.py
void build_dots1(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
