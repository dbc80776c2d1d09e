// OLMo 1 to 3 and OLMoE.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// Norms without weights: https://github.com/huggingface/transformers models/olmo/modeling_olmo.py
void build_olmo(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm = {};
  decoder.attention_norm = {};
  decoder.feed_forward_norm = {};
  write_decoder(layout, decoder);
}

// Norms behind, not before: models/olmo2/modeling_olmo2.py. OLMo 3 (models/olmo3) adds windows:
// every fourth layer is full, 4096 tokens by default
void build_olmo2(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention_norm = {};
  decoder.feed_forward_norm = {};
  decoder.norms_after = true;
  decoder.attention.norm = QueryKeyNorm::all_heads;
  if (layout.config().has("sliding_window") || layout.config().has("layer_types")) {
    slide(decoder, layout, 4, 4'096);
  }
  write_decoder(layout, decoder);
}

// models/olmoe/modeling_olmoe.py
void build_olmoe(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::all_heads;
  decoder.mixture = plain_mixture(layout);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
