// DBRX: sixteen experts, figures in two inner objects.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers models/dbrx/configuration_dbrx.py (the defaults) and
// modeling_dbrx.py; https://github.com/ggml-org/llama.cpp conversion/dbrx.py forces the type of the
// router too
void build_dbrx(Layout& layout) {
  const std::optional<Config> attention = layout.config().part({"attn_config"});
  const std::optional<Config> feed_forward = layout.config().part({"ffn_config"});
  Dimensions& d = layout.dimensions();
  if (attention) {
    d.kv_heads = attention->whole_or({"kv_n_heads"}, 1);
    layout.architecture().kv_heads = d.kv_heads;
  }
  if (feed_forward) {
    d.feed_forward = feed_forward->whole_or({"ffn_hidden_size"}, 3'584);
    d.experts = feed_forward->whole({"moe_num_experts"}, most_experts).value_or(4);
    d.experts_used = feed_forward->whole_or({"moe_top_k"}, 1);
  }
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.feed_forward_norm = "attn_output_norm";
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.router = StorageType::f16;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
