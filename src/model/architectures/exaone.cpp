// EXAONE 4 and K-EXAONE; EXAONE 3 is built like Llama.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// Norms behind, not before, and every fourth layer full:
// https://github.com/huggingface/transformers models/exaone4/modeling_exaone4.py
void build_exaone4(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.llama3_rope = true;
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.attention_norm = {};
  decoder.feed_forward_norm = {};
  decoder.norms_after = true;
  slide(decoder, layout, 4, 0);
  write_decoder(layout, decoder);
}

// Norms before, and experts behind the first dense layers: models/exaone_moe,
// https://github.com/ggml-org/llama.cpp conversion/exaone.py
void build_exaone_moe(Layout& layout) {
  const Config& config = layout.config();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  decoder.mixture->leading_dense =
      config.whole_or({"first_k_dense_replace", "first_last_k_dense_replace"}, 0);
  slide(decoder, layout, 4, 0);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
