// InternViT of InternVL, in the publisher's own code and in transformers.
// https://huggingface.co/OpenGVLab/InternVL2_5-8B modeling_intern_vit.py,
// modeling_internvl_chat.py; https://github.com/huggingface/transformers models/internvl
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {
namespace {

// One number for both sides, or one for each.
std::uint64_t side_of(const Config& config, std::string_view key, std::uint64_t otherwise) {
  const ConfigValue* value = config.find({key});
  if (value == nullptr || value->get<ConfigList>() == nullptr) {
    return positive_or(config, {key}, otherwise);
  }
  const std::vector<std::uint64_t> sides = config.wholes({key});
  return sides.empty() || sides.front() == 0 ? otherwise : sides.front();
}

}  // namespace

bool add_internvl_vision(Layout& layout, const Config& config) {
  const Config& whole = layout.whole_config();
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 24, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1024);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 4096);
  encoder.fused_qkv = true;
  encoder.query_bias = config.flag({"qkv_bias", "attention_bias"}, true);
  encoder.norm_bias = config.text({"norm_type"}) != "rms_norm";
  encoder.query_key_norm =
      config.flag({"qk_normalization", "use_qk_norm"}) ? encoder.hidden : 0;  // over all heads
  encoder.layer_scale = true;
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = side_of(config, "patch_size", 14);
  const std::uint64_t side = side_of(config, "image_size", 448) / patch;
  // downsample_ratio 0.5: pixels are shuffled two by two.
  if (whole.number({"downsample_ratio"}).value_or(0.5) != 0.5) {
    return false;
  }
  const std::uint64_t merged = 4 * encoder.hidden;
  const std::uint64_t rows = layout.dimensions().hidden;
  Tower tower{layout, TensorPart::vision};
  tower.vector("v.class_embd", encoder.hidden);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  tower.vector("v.patch_embd.bias", encoder.hidden);
  tower.positions({encoder.hidden, side * side + 1});
  tower.encoder(encoder);
  tower.norm("mm.model.mlp.0", merged, true);
  tower.linear("mm.model.mlp.1", merged, rows, true);
  tower.linear("mm.model.mlp.3", rows, rows, true);
  return true;
}

}  // namespace vramcalc::model
