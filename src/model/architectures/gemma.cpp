// Gemma 1, 2 and 3. The output head is always the token embedding.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/gemma/modeling_gemma.py
void build_gemma(Layout& layout) {
  layout.dimensions().tied = true;
  write_decoder(layout, plain_decoder(layout));
}

// https://github.com/huggingface/transformers models/gemma2/configuration_gemma2.py: every second
// layer is full, 4096 tokens by default
void build_gemma2(Layout& layout) {
  layout.dimensions().tied = true;
  Decoder decoder = plain_decoder(layout);
  decoder.norms_after = true;
  slide(decoder, layout, 2, 4'096);
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/gemma3/configuration_gemma3.py: every sixth
void build_gemma3(Layout& layout) {
  layout.dimensions().tied = true;
  Decoder decoder = plain_decoder(layout);
  decoder.norms_after = true;
  decoder.attention.norm = QueryKeyNorm::head;
  slide(decoder, layout, 6, 4'096);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
