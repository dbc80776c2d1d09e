// Molmo: the language part of OLMo or Qwen 2, with rows for its image tokens.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/allenai/Molmo-7B-D-0924/blob/main/modeling_molmo.py and config_molmo.py:
// 128 rows beside the vocabulary, intermediate_size counts gate and up together. llama.cpp does not
// know it.
void build_molmo(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  d.vocabulary = config.whole_or({"embedding_size"}, d.vocabulary);
  d.tied = config.flag({"weight_tying"}, d.tied);
  Decoder decoder = plain_decoder(layout);
  decoder.attention.fused = true;
  decoder.attention.bias = config.flag({"qkv_bias"});
  decoder.attention.output_bias = false;
  if (config.flag({"attention_layer_norm"})) {
    decoder.attention.norm = QueryKeyNorm::all_heads;
  }
  decoder.mlp.length = d.feed_forward / 2;
  decoder.mlp.fused_gate = true;
  layout.tensor("token_embd_image.weight",
                {d.hidden, config.whole_or({"additional_vocab_size"}, 128)});
  write_decoder(layout, decoder);
}

}  // namespace vramcalc::model
