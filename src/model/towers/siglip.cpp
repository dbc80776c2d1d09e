// SigLIP, as Gemma 3 and PaliGemma use it.
// https://github.com/huggingface/transformers models/siglip, models/gemma3, models/paligemma
#include "model/towers/siglip.h"

#include "model/towers/families.h"

namespace vramcalc::model {

std::uint64_t add_siglip(Tower& tower, const Config& config, bool post_norm) {
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 12, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 768);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 3072);
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 16);
  const std::uint64_t side = positive_or(config, {"image_size"}, 224) / patch;
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  tower.vector("v.patch_embd.bias", encoder.hidden);
  tower.positions({encoder.hidden, side * side});
  tower.encoder(encoder);
  if (post_norm) {
    tower.norm("v.post_ln", encoder.hidden, true);
  }
  return encoder.hidden;
}

bool add_gemma3_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  const std::uint64_t hidden = add_siglip(tower, config, true);
  tower.matrix("mm.input_projection.weight", {layout.dimensions().hidden, hidden});
  tower.vector("mm.soft_emb_norm.weight", hidden);
  return true;
}

bool add_paligemma_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  const std::uint64_t hidden = add_siglip(tower, config, true);
  tower.linear("mm.model.fc", hidden, layout.dimensions().hidden, true);
  return true;
}

}  // namespace vramcalc::model
