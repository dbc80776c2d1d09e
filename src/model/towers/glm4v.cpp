// The vision tower of GLM-4.1V, GLM-4.5V and GLM-4.6V.
// https://github.com/huggingface/transformers models/glm4v/modeling_glm4v.py
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_glm4v_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  const std::uint64_t rows = positive_or(config, {"out_hidden_size"}, layout.dimensions().hidden);
  Encoder encoder;
  encoder.layers = capped_or(config, {"depth"}, 24, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1536);
  encoder.feed_forward = rows;  // intermediate_size is the merger's
  encoder.norm_bias = false;
  encoder.fused_qkv = true;
  encoder.query_bias = config.flag({"attention_bias"});
  encoder.output_bias = false;
  encoder.gate = true;
  encoder.mlp_bias = false;
  const std::uint64_t channels = positive_or(config, {"in_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 14);
  const std::uint64_t side = positive_or(config, {"image_size"}, 336) / patch;
  const std::uint64_t frames = capped_or(config, {"temporal_patch_size"}, 2, 2);
  const std::uint64_t merge = capped_or(config, {"spatial_merge_size"}, 2, most_merged);
  const std::uint64_t length = positive_or(config, {"intermediate_size"}, 13'696);

  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  if (frames == 2) {
    tower.matrix("v.patch_embd.weight.1", {patch, patch, channels, encoder.hidden});
  }
  tower.vector("v.patch_embd.bias", encoder.hidden);
  tower.positions({encoder.hidden, side * side});
  tower.norm("v.norm_embd", encoder.hidden, false);
  tower.encoder(encoder);
  tower.norm("v.post_ln", encoder.hidden, false);
  tower.matrix("mm.patch_merger.weight", {merge, merge, encoder.hidden, rows});
  tower.vector("mm.patch_merger.bias", rows);
  tower.linear("mm.model.fc", rows, rows, false);
  tower.norm("mm.post_norm", rows, true);
  tower.linear("mm.gate", rows, length, false);
  tower.linear("mm.up", rows, length, false);
  tower.linear("mm.down", length, rows, false);
  return true;
}

}  // namespace vramcalc::model
