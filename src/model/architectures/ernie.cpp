// ERNIE 4.5, dense and with experts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

Decoder ernie_decoder(const Layout& layout) {
  const bool bias = layout.config().flag({"use_bias"});
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  decoder.mlp.bias = bias;
  return decoder;
}

}  // namespace

// https://github.com/huggingface/transformers models/ernie4_5/modeling_ernie4_5.py
void build_ernie(Layout& layout) {
  write_decoder(layout, ernie_decoder(layout));
}

// models/ernie4_5_moe/modeling_ernie4_5_moe.py
void build_ernie_moe(Layout& layout) {
  const Config& config = layout.config();
  Decoder decoder = ernie_decoder(layout);
  decoder.mixture = plain_mixture(layout);
  Mixture& mixture = *decoder.mixture;
  mixture.experts.correction_bias = true;
  mixture.leading_dense = config.whole_or({"moe_layer_start_index"}, 1);
  mixture.every = config.whole_or({"moe_layer_interval"}, 1);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
