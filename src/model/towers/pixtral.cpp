// Pixtral, and Mistral 3, which merges its patches before the projector.
// https://github.com/huggingface/transformers models/pixtral, models/mistral3
#include "model/towers/pixtral.h"

#include "model/towers/families.h"

namespace vramcalc::model {

std::uint64_t add_pixtral(Tower& tower, const Config& config) {
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 24, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1024);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 4096);
  encoder.norm_bias = false;
  encoder.query_bias = encoder.key_bias = encoder.value_bias = encoder.output_bias = false;
  encoder.gate = true;
  encoder.mlp_bias = false;
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 16);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  tower.norm("v.pre_ln", encoder.hidden, false);
  tower.encoder(encoder);
  return encoder.hidden;
}

bool add_mistral3_vision(Layout& layout, const Config& config) {
  if (config.text({"model_type"}) != "pixtral") {
    return false;
  }
  const Config& whole = layout.whole_config();
  const std::uint64_t merge = capped_or(whole, {"spatial_merge_size"}, 2, most_merged);
  const std::uint64_t rows = layout.dimensions().hidden;
  const bool bias = whole.flag({"multimodal_projector_bias"}, false);
  Tower tower{layout, TensorPart::vision};
  const std::uint64_t hidden = add_pixtral(tower, config);
  tower.vector("mm.input_norm.weight", hidden);
  tower.linear("mm.patch_merger", hidden * merge * merge, hidden, false);
  tower.linear("mm.1", hidden, rows, bias);
  tower.linear("mm.2", rows, rows, bias);
  return true;
}

}  // namespace vramcalc::model
