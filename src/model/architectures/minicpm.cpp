// MiniCPM 1, 2 and 4, dense and with experts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/openbmb/MiniCPM-2B-sft-bf16/blob/main/modeling_minicpm.py
void build_minicpm(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  if (layout.dimensions().experts != 0) {
    decoder.mixture = plain_mixture(layout);
  }
  rope_factors(layout);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
