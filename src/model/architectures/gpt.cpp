// The GPT generation: norms and projections with biases, an ungated feed-forward.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

Decoder biased_decoder(const Layout& layout) {
  const Dimensions& d = layout.dimensions();
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  decoder.attention.fused = true;
  decoder.attention.bias = true;
  decoder.attention.output_bias = true;
  decoder.mlp = {
      .length = d.feed_forward != 0 ? d.feed_forward : 4 * d.hidden, .gate = false, .bias = true};
  return decoder;
}

void learnt_positions(Layout& layout, std::uint64_t positions) {
  layout.tensor("position_embd.weight", {layout.dimensions().hidden, positions});
}

}  // namespace

// https://github.com/huggingface/transformers models/gpt2/modeling_gpt2.py
void build_gpt2(Layout& layout) {
  learnt_positions(layout, layout.config().required_positive({"n_positions", "n_ctx"}));
  write_decoder(layout, biased_decoder(layout));
}

// One key and value head for all: models/gpt_bigcode/modeling_gpt_bigcode.py (StarCoder)
void build_gpt_bigcode(Layout& layout) {
  Dimensions& d = layout.dimensions();
  d.kv_heads = layout.config().flag({"multi_query"}, true) ? 1 : d.heads;
  layout.architecture().kv_heads = d.kv_heads;
  build_gpt2(layout);
}

// models/gpt_neox/modeling_gpt_neox.py
void build_gpt_neox(Layout& layout) {
  Decoder decoder = biased_decoder(layout);
  layout.architecture().parallel_residual = layout.config().flag({"use_parallel_residual"}, true);
  decoder.attention.bias = layout.config().flag({"attention_bias"}, true);
  decoder.attention.output_bias = decoder.attention.bias;
  write_decoder(layout, decoder);
}

// One norm for both, a bias on the head but none in attention: models/gptj/modeling_gptj.py
void build_gptj(Layout& layout) {
  Decoder decoder = biased_decoder(layout);
  decoder.head.output_bias = true;
  decoder.feed_forward_norm = {};
  decoder.attention.fused = false;
  decoder.attention.bias = false;
  decoder.attention.output_bias = false;
  write_decoder(layout, decoder);
}

// models/bloom/modeling_bloom.py
void build_bloom(Layout& layout) {
  layout.tensor("token_embd_norm.weight", {layout.dimensions().hidden});
  layout.tensor("token_embd_norm.bias", {layout.dimensions().hidden});
  write_decoder(layout, biased_decoder(layout));
}

}  // namespace vramcalc::model
