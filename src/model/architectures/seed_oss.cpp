// Seed-OSS.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/seed_oss/modeling_seed_oss.py
void build_seed_oss(Layout& layout) {
  const Config& config = layout.config();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = config.flag({"attention_bias"}, true);
  decoder.attention.output_bias = config.flag({"attention_out_bias"});
  decoder.feed_forward_norm = "post_attention_norm";
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
