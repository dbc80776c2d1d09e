// Ling and Ring (Bailing MoE) 1 and 2, and LLaDA 2, which has the layers of the second.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/inclusionAI/Ling-lite/blob/main/modeling_bailing_moe.py
void build_bailing_moe(Layout& layout) {
  const bool bias = layout.config().flag({"use_bias"});
  Decoder decoder = plain_decoder(layout);
  decoder.attention.bias = bias || layout.config().flag({"use_qkv_bias"});
  decoder.attention.output_bias = bias;
  decoder.mlp.bias = bias;
  decoder.mixture = plain_mixture(layout);
  write_decoder(layout, decoder);
}

// https://huggingface.co/inclusionAI/Ling-mini-2.0/blob/main/modeling_bailing_moe_v2.py,
// https://github.com/ggml-org/llama.cpp src/models/bailingmoe2.cpp
void build_bailing_moe2(Layout& layout) {
  const Config& config = layout.config();
  const bool bias = config.flag({"use_bias"});
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.attention.bias = bias || config.flag({"use_qkv_bias"});
  decoder.attention.output_bias = bias;
  if (config.flag({"use_qk_norm"}, true)) {
    decoder.attention.norm = QueryKeyNorm::head;
  }
  decoder.mixture = plain_mixture(layout);
  decoder.mixture->experts.correction_bias = config.flag({"moe_router_enable_expert_bias"}, true);
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
