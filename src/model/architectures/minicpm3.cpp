// MiniCPM3 and PLM: latent attention whose keys and values are expanded before they are cached.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"
#include "model/layout/latent_attention.h"

namespace vramcalc::model {
namespace {

void build(Layout& layout, const LatentTensors& latent, bool gate) {
  const Dimensions& d = layout.dimensions();
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    expanded_latent_attention(block, latent);
    block.norm("ffn_norm");
    block.mlp({.length = d.feed_forward, .gate = gate});
  }
}

}  // namespace

// https://github.com/ggml-org/llama.cpp src/models/minicpm3.cpp, conversion/minicpm.py
void build_minicpm3(Layout& layout) {
  Dimensions& d = layout.dimensions();
  const std::uint64_t value_length = d.heads == 0 ? 0 : d.hidden / d.heads;
  const LatentTensors latent = read_latent_attention(layout, value_length);
  d.head_length = latent.shape.rope_length;  // the part of a head that is rotated
  rope_factors(layout);
  build(layout, latent, true);
}

// https://github.com/ggml-org/llama.cpp src/models/plm.cpp
void build_plm(Layout& layout) {
  layout.dimensions().tied = true;
  build(layout, read_latent_attention(layout), false);
}

}  // namespace vramcalc::model
