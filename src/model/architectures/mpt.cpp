// MPT: no biases, positions by ALiBi or learnt ones.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/mpt/configuration_mpt.py, and
// https://huggingface.co/mosaicml/mpt-7b/blob/main/modeling_mpt.py
void build_mpt(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  const std::optional<Config> attention = config.part({"attn_config"});
  const bool bias = !config.flag({"no_bias"}, true);
  if (attention) {
    d.kv_heads = attention->whole_or({"kv_n_heads"}, d.heads);
    layout.architecture().kv_heads = d.kv_heads;
  }
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = bias;
  decoder.norm_bias = bias;
  decoder.attention.fused = true;
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  decoder.mlp = {
      .length = config.whole_or({"expansion_ratio"}, 4) * d.hidden, .gate = false, .bias = bias};
  if (attention && attention->flag({"qk_ln"})) {
    decoder.attention.norm = QueryKeyNorm::all_heads;
  }
  if (attention && !attention->flag({"alibi"}, true) && config.flag({"learned_pos_emb"}, true)) {
    layout.tensor("position_embd.weight", {d.hidden, config.required_positive({"max_seq_len"})});
  }
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
