// Hunyuan, dense and with experts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

Decoder hunyuan_decoder(const Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  if (layout.config().flag({"use_qk_norm"}, true)) {
    decoder.attention.norm = QueryKeyNorm::head;
  }
  return decoder;
}

}  // namespace

// https://github.com/huggingface/transformers models/hunyuan_v1_dense/modeling_hunyuan_v1_dense.py
void build_hunyuan(Layout& layout) {
  write_decoder(layout, hunyuan_decoder(layout));
}

// https://huggingface.co/tencent/Hunyuan-A13B-Instruct/blob/main/modeling_hunyuan.py; one shared
// expert where their number is not stated
void build_hunyuan_moe(Layout& layout) {
  Decoder decoder = hunyuan_decoder(layout);
  decoder.mixture = plain_mixture(layout);
  if (!layout.config().has("num_shared_expert")) {
    decoder.mixture->shared_length = decoder.mixture->experts.length;
  }
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
