// Qwen3-VL, and Qwen3.5, which has no deep-stack layers.
// https://github.com/huggingface/transformers models/qwen3_vl/modeling_qwen3_vl.py
#include <string>

#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_qwen3_vision(Layout& layout, const Config& config) {
  Encoder encoder;
  encoder.layers = capped_or(config, {"depth"}, 27, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1152);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 4304);
  encoder.fused_qkv = true;
  const std::uint64_t channels = positive_or(config, {"in_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 16);
  const std::uint64_t frames = capped_or(config, {"temporal_patch_size"}, 2, 2);
  const std::uint64_t merge = capped_or(config, {"spatial_merge_size"}, 2, most_merged);
  const std::uint64_t merged = encoder.hidden * merge * merge;
  const std::uint64_t rows = positive_or(config, {"out_hidden_size"}, layout.dimensions().hidden);
  const std::vector<std::uint64_t> stacked = config.wholes({"deepstack_visual_indexes"});
  if (stacked.size() > encoder.layers) {
    return false;
  }

  Tower tower{layout, TensorPart::vision};
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  if (frames == 2) {
    tower.matrix("v.patch_embd.weight.1", {patch, patch, channels, encoder.hidden});
  }
  tower.vector("v.patch_embd.bias", encoder.hidden);
  tower.positions({encoder.hidden, positive_or(config, {"num_position_embeddings"}, 2304)});
  tower.encoder(encoder);
  tower.norm("v.post_ln", encoder.hidden, true);
  tower.linear("mm.0", merged, merged, true);
  tower.linear("mm.2", merged, rows, true);
  for (const std::uint64_t layer : stacked) {
    const std::string stack = "v.deepstack." + std::to_string(layer) + ".";
    tower.norm(stack + "norm", merged, true);
    tower.linear(stack + "fc1", merged, merged, true);
    tower.linear(stack + "fc2", merged, rows, true);
  }
  return true;
}

}  // namespace vramcalc::model
