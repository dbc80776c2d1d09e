// Orion: Llama with full layer norms.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/OrionStarAI/Orion-14B-Base/blob/main/modeling_orion.py
void build_orion(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
