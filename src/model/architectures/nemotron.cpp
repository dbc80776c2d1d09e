// Feed-forwards of two matrices, with an activation that needs no gate: Nemotron-4 and Minitron,
// Arcee's AFM, Apertus.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/nemotron/modeling_nemotron.py:
// NemotronLayerNorm1P has a bias
void build_nemotron(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  decoder.mlp.gate = false;
  write_decoder(layout, decoder);
}

// models/arcee/modeling_arcee.py
void build_arcee(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.llama3_rope = true;
  decoder.mlp.gate = false;
  write_decoder(layout, decoder);
}

// models/apertus/modeling_apertus.py. The figures of its activation are metadata in a GGUF file
void build_apertus(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.llama3_rope = true;
  decoder.attention.norm = QueryKeyNorm::head;
  decoder.mlp.gate = false;
  decoder.mlp.bias = false;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
