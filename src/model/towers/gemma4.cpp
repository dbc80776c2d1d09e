// The vision tower of Gemma 4.
// https://github.com/huggingface/transformers models/gemma4/modeling_gemma4.py
//
// Bounds of clipped linear layers (four numbers each) and the standardising bias and scale are
// buffers, not parameters, and are left out.
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_gemma4_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  const std::uint64_t heads = positive_or(config, {"num_attention_heads"}, 12);
  const std::uint64_t head_length = positive_or(config, {"head_dim"}, 64);
  if (positive_or(config, {"num_key_value_heads"}, heads) != heads) {
    return false;
  }
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 16, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 768);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 3072);
  encoder.attention_length = heads * head_length;
  encoder.query_key_norm = head_length;
  encoder.norm_bias = false;
  encoder.query_bias = encoder.key_bias = encoder.value_bias = encoder.output_bias =
      config.flag({"attention_bias"});
  encoder.gate = true;
  encoder.mlp_bias = false;
  encoder.post_norms = true;
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 16);
  const std::uint64_t positions = positive_or(config, {"position_embedding_size"}, 10'240);
  tower.matrix("v.patch_embd.weight", {patch, patch, 3, encoder.hidden});
  tower.positions({encoder.hidden, positions, 2});  // one table a direction
  tower.encoder(encoder);
  tower.matrix("mm.input_projection.weight", {encoder.hidden, layout.dimensions().hidden});
  return true;
}

}  // namespace vramcalc::model
