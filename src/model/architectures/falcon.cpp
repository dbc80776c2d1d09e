// Falcon 7B, 40B and 180B, under their first names (RefinedWeb) and their later one.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {
namespace {

// https://github.com/huggingface/transformers models/falcon/modeling_falcon.py: FalconAttention.
// https://huggingface.co/tiiuae/falcon-40b/blob/main/config.json had n_head_kv alone
std::uint64_t kv_heads_of(const Config& config, std::uint64_t heads) {
  const bool stated = config.flag({"new_decoder_architecture"}) || config.has("n_head_kv") ||
                      !config.flag({"multi_query"}, true);
  return stated ? config.whole_or({"num_kv_heads", "n_head_kv"}, heads) : 1;
}

}  // namespace

// Attention and feed-forward side by side, behind one norm or one each:
// FalconDecoderLayer in the same file
void build_falcon(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  d.kv_heads = kv_heads_of(config, d.heads);
  layout.architecture().kv_heads = d.kv_heads;
  const bool grouped = config.flag({"new_decoder_architecture"}) || config.has("n_head_kv");
  const bool parallel = grouped || config.flag({"parallel_attn"}, true);
  const bool bias = config.flag({"bias"});
  const bool two_norms = grouped && config.whole_or({"num_ln_in_parallel_attn"}, 2) == 2;
  Decoder decoder = plain_decoder(layout);
  decoder.head.norm_bias = true;
  decoder.norm_bias = true;
  decoder.attention.fused = true;
  decoder.attention.bias = bias;
  decoder.attention.output_bias = bias;
  decoder.mlp = {
      .length = d.feed_forward != 0 ? d.feed_forward : 4 * d.hidden, .gate = false, .bias = bias};
  decoder.feed_forward_norm = parallel ? "" : "ffn_norm";
  layout.embeddings_and_head(decoder.head);
  for (Block block : layout.blocks()) {
    write_attention(block, layout, decoder);
    if (two_norms) {
      block.norm("attn_norm_2", true);
    }
    write_feed_forward(block, layout, decoder);
  }
}

}  // namespace vramcalc::model
