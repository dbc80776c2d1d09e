// LLaVA: a CLIP, SigLIP or Pixtral encoder and a projector of two layers.
// https://github.com/huggingface/transformers models/llava, models/llava_next, models/clip
#include "model/towers/families.h"
#include "model/towers/pixtral.h"
#include "model/towers/siglip.h"

namespace vramcalc::model {
namespace {

std::uint64_t add_clip(Tower& tower, const Config& config) {
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 12, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 768);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 3072);
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 32);
  const std::uint64_t side = positive_or(config, {"image_size"}, 224) / patch;
  tower.vector("v.class_embd", encoder.hidden);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  tower.positions({encoder.hidden, side * side + 1});
  tower.norm("v.pre_ln", encoder.hidden, true);
  tower.encoder(encoder);
  tower.norm("v.post_ln", encoder.hidden, true);
  return encoder.hidden;
}

// Features of how many encoder layers stand side by side.
std::uint64_t feature_layers(const Config& whole) {
  const ConfigValue* layers = whole.find({"vision_feature_layer"});
  const auto* list = layers == nullptr ? nullptr : layers->get<ConfigList>();
  return list == nullptr || list->empty() ? 1 : list->size();
}

}  // namespace

bool add_llava_vision(Layout& layout, const Config& config) {
  const Config& whole = layout.whole_config();
  const std::string_view type = config.text({"model_type"});
  Tower tower{layout, TensorPart::vision};
  std::uint64_t features = 0;
  if (type == "clip_vision_model") {
    features = add_clip(tower, config);
  } else if (type == "siglip_vision_model") {
    features = add_siglip(tower, config, true);
  } else if (type == "pixtral") {
    features = add_pixtral(tower, config);
  } else {
    return false;
  }
  const std::uint64_t rows = layout.dimensions().hidden;
  const bool bias = whole.flag({"multimodal_projector_bias"}, true);
  tower.linear("mm.0", features * feature_layers(whole), rows, bias);
  tower.linear("mm.2", rows, rows, bias);
  if (whole.text({"model_type"}) != "llava") {
    tower.vector("v.image_newline", rows);  // the others cut an image into tiles
  }
  return true;
}

}  // namespace vramcalc::model
