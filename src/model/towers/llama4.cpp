// The vision tower of Llama 4.
// https://github.com/huggingface/transformers models/llama4/modeling_llama4.py
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_llama4_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 34, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1408);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 5632);
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 14);
  const std::uint64_t side = positive_or(config, {"image_size"}, 336) / patch;
  const std::uint64_t input = positive_or(config, {"projector_input_dim"}, 4096);
  const std::uint64_t output = positive_or(config, {"projector_output_dim"}, 4096);
  const std::uint64_t shuffled = positive_or(config, {"vision_output_dim"}, 4096);
  tower.vector("v.class_embd", encoder.hidden);
  tower.matrix("v.patch_embd.weight", {patch * patch * channels, encoder.hidden});
  tower.positions({encoder.hidden, side * side + 1});
  tower.norm("v.pre_ln", encoder.hidden, true);
  tower.encoder(encoder);
  tower.norm("v.post_ln", encoder.hidden, true);
  // Pixel shuffle leaves as many columns as the MLP of the encoder has.
  tower.linear("mm.model.mlp.1", encoder.feed_forward, input, false);
  tower.linear("mm.model.mlp.2", input, output, false);
  tower.linear("mm.model.fc", shuffled, layout.dimensions().hidden, false);
  return true;
}

}  // namespace vramcalc::model
