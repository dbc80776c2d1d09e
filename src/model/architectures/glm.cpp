// ChatGLM 2 and 3, GLM-4 and GLM-4.5.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/THUDM/chatglm3-6b/blob/main/modeling_chatglm.py
void build_chatglm(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  if (!config.flag({"multi_query_attention"}, true)) {
    d.kv_heads = d.heads;
    layout.architecture().kv_heads = d.heads;
  }
  const bool bias = config.flag({"add_bias_linear"});
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.attention.bias = bias || config.flag({"add_qkv_bias"});
  decoder.attention.output_bias = bias;
  decoder.mlp.fused_gate = true;
  decoder.mlp.bias = bias;
  write_decoder(layout, decoder);
}

// https://github.com/huggingface/transformers models/glm/modeling_glm.py
void build_glm(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = layout.config().flag({"attention_bias"}, true);
  decoder.attention.output_bias = false;
  decoder.mlp.fused_gate = true;
  write_decoder(layout, decoder);
}

// models/glm4/modeling_glm4.py: the same with norms behind
void build_glm4(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.output_bias = false;
  decoder.mlp.fused_gate = true;
  decoder.norms_after = true;
  write_decoder(layout, decoder);
}

// models/glm4_moe/modeling_glm4_moe.py
void build_glm4_moe(Layout& layout) {
  Decoder decoder = plain_decoder(layout);
  decoder.attention.output_bias = false;
  if (layout.config().flag({"use_qk_norm"})) {
    decoder.attention.norm = QueryKeyNorm::head;
  }
  decoder.feed_forward_norm = "post_attention_norm";
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = true;
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
