// Qwen2-VL and Qwen2.5-VL.
// https://github.com/huggingface/transformers models/qwen2_vl, models/qwen2_5_vl
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {
namespace {

// The converter splits the kernel over two frames into one for each:
// https://github.com/ggml-org/llama.cpp conversion/qwenvl.py
void add_patches(Tower& tower, const Config& config, std::uint64_t hidden) {
  const std::uint64_t channels = positive_or(config, {"in_channels", "in_chans"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 14);
  const std::uint64_t frames = capped_or(config, {"temporal_patch_size"}, 2, 2);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, hidden});
  if (frames == 2) {
    tower.matrix("v.patch_embd.weight.1", {patch, patch, channels, hidden});
  }
}

void add_merger(Tower& tower, const Config& config, std::uint64_t hidden, std::uint64_t rows,
                bool norm_bias) {
  const std::uint64_t merge = capped_or(config, {"spatial_merge_size"}, 2, most_merged);
  const std::uint64_t merged = hidden * merge * merge;
  tower.norm("v.post_ln", hidden, norm_bias);
  tower.linear("mm.0", merged, merged, true);
  tower.linear("mm.2", merged, rows, true);
}

}  // namespace

bool add_qwen2_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  Encoder encoder;
  encoder.layers = capped_or(config, {"depth"}, 32, most_tower_layers);
  encoder.hidden = positive_or(config, {"embed_dim"}, 1280);
  encoder.feed_forward = encoder.hidden * positive_or(config, {"mlp_ratio"}, 4);
  add_patches(tower, config, encoder.hidden);
  tower.encoder(encoder);
  // Here hidden_size is the language model's.
  add_merger(tower, config, encoder.hidden, layout.dimensions().hidden, true);
  return true;
}

bool add_qwen25_vision(Layout& layout, const Config& config) {
  Tower tower{layout, TensorPart::vision};
  Encoder encoder;
  encoder.layers = capped_or(config, {"depth"}, 32, most_tower_layers);
  // Older configs keep the names of Qwen2-VL, with a hidden_size that is not the tower's.
  encoder.hidden = positive_or(config, {"hidden_size"}, 1280);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 3420);
  encoder.norm_bias = false;
  encoder.gate = true;
  add_patches(tower, config, encoder.hidden);
  tower.encoder(encoder);
  add_merger(tower, config, encoder.hidden, layout.dimensions().hidden, false);
  return true;
}

}  // namespace vramcalc::model
