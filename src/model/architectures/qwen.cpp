// The Qwen family with attention in all layers, and its vision and audio models' language parts.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// Sparse are the layers that decoder_sparse_step divides and mlp_only_layers does not name:
// https://github.com/huggingface/transformers models/qwen2_moe/modeling_qwen2_moe.py
Mixture qwen_mixture(const Layout& layout) {
  const Config& config = layout.config();
  Mixture mixture = plain_mixture(layout);
  mixture.every = config.whole_or({"decoder_sparse_step"}, 1);
  mixture.dense_layers = config.wholes({"mlp_only_layers"});
  return mixture;
}

Decoder qwen3_decoder(const Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.norm = QueryKeyNorm::head;
  return decoder;
}

}  // namespace

// intermediate_size counts gate and up together:
// https://huggingface.co/Qwen/Qwen-7B/blob/main/modeling_qwen.py
void build_qwen(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.attention.bias = true;
  decoder.attention.output_bias = false;
  decoder.mlp.length = layout.dimensions().feed_forward / 2;
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/qwen2/modeling_qwen2.py: q, k and v have a
// bias that no field of the config tells
void build_qwen2(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = true;
  decoder.attention.output_bias = false;
  write_decoder(layout, decoder);
}

void build_qwen2_moe(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = layout.config().flag({"qkv_bias"}, true);
  decoder.attention.output_bias = false;
  decoder.mixture = qwen_mixture(layout);
  decoder.mixture->shared_length = layout.config().whole_or({"shared_expert_intermediate_size"}, 0);
  decoder.mixture->shared_gate = true;
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/qwen3/modeling_qwen3.py
void build_qwen3(Layout& layout) {
  write_decoder(layout, qwen3_decoder(layout));
}

// https://github.com/huggingface/transformers models/qwen3_moe/modeling_qwen3_moe.py
void build_qwen3_moe(Layout& layout) {
  Decoder decoder = qwen3_decoder(layout);
  decoder.mixture = qwen_mixture(layout);
  decoder.mixture->shared_length = 0;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
