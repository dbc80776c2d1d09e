// Grok-1 and Grok-2.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// https://github.com/ggml-org/llama.cpp conversion/grok.py, src/models/grok.cpp. Grok-2 has a dense
// feed-forward beside the experts, and its last norm another name.
void write_grok(Layout& layout, bool residual, std::string_view last_norm) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.mixture = plain_mixture(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    block.norm("attn_output_norm");
    if (residual) {
      block.mlp({.length = d.feed_forward});
    }
    write_feed_forward(block, layout, decoder);
    block.norm(last_norm);
  }
}

}  // namespace

void build_grok1(Layout& layout) {
  write_grok(layout, false, "layer_output_norm");
}

// https://huggingface.co/xai-org/grok-2/blob/main/config.json: model_type git
void build_grok2(Layout& layout) {
  write_grok(layout, layout.config().flag({"residual_moe"}), "post_ffw_norm");
}

}  // namespace vramcalc::model
