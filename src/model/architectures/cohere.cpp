// Command R, Aya and Command R7B: one norm for attention and feed-forward, the head always tied.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

Decoder cohere_decoder(Layout& layout) {
  layout.dimensions().tied = true;
  Decoder decoder = plain_decoder(layout);
  decoder.feed_forward_norm = {};
  return decoder;
}

}  // namespace

// https://github.com/huggingface/transformers models/cohere/modeling_cohere.py
void build_cohere(Layout& layout) {
  Decoder decoder = cohere_decoder(layout);
  if (layout.config().flag({"use_qk_norm"})) {
    decoder.attention.norm = QueryKeyNorm::each_head;
  }
  write_decoder(layout, decoder);
}

// models/cohere2/configuration_cohere2.py: every fourth layer is full, 4096 tokens by default
void build_cohere2(Layout& layout) {
  Decoder decoder = cohere_decoder(layout);
  slide(decoder, layout, 4, 4'096);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
