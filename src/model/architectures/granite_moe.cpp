// Granite 3 with experts; plain Granite is built like Llama.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/granitemoe/modeling_granitemoe.py and
// models/granitemoeshared
void build_granite_moe(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->shared_length = layout.config().whole_or({"shared_intermediate_size"}, 0);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
