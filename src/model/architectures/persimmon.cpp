// Norms of queries and keys that have biases: Persimmon (the language part of Fuyu) and Chameleon.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/persimmon/modeling_persimmon.py. llama.cpp
// does not know it.
void build_persimmon(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  const bool norms = layout.config().flag({"qk_layernorm"}, true);
  Decoder decoder = plain_decoder(layout);
  decoder.norm_bias = true;
  decoder.attention.fused = true;
  decoder.attention.bias = true;
  decoder.attention.output_bias = true;
  decoder.attention.norm = norms ? QueryKeyNorm::head : QueryKeyNorm::none;
  decoder.mlp.gate = false;
  decoder.mlp.bias = true;
  layout.embeddings_and_head({.norm_bias = true});
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    if (norms) {
      block.tensor("attn_q_norm.bias", {d.head_length});
      block.tensor("attn_k_norm.bias", {d.head_length});
    }
    write_feed_forward(block, layout, decoder);
  }
}

// models/chameleon/modeling_chameleon.py; https://github.com/ggml-org/llama.cpp
// src/models/chameleon.cpp
void build_chameleon(Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::each_head;
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    block.tensor("attn_q_norm.bias", {d.head_length, d.heads});
    block.tensor("attn_k_norm.bias", {d.head_length, d.kv_heads});
    write_feed_forward(block, layout, decoder);
  }
}

}  // namespace vramcalc::model
