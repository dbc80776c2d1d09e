// The vision tower of MiniMax-M3: CLIP's layers with rotary positions.
// https://github.com/huggingface/transformers models/minimax_m3_vl;
// https://github.com/ggml-org/llama.cpp tools/mtmd/models/minimax_m3.cpp
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_minimax_m3_vision(Layout& layout, const Config& config) {
  const Config& whole = layout.whole_config();
  Tower tower{layout, TensorPart::vision};
  Encoder encoder;
  encoder.layers = capped_or(config, {"num_hidden_layers"}, 32, most_tower_layers);
  encoder.hidden = positive_or(config, {"hidden_size"}, 1280);
  encoder.feed_forward = positive_or(config, {"intermediate_size"}, 5120);
  const std::uint64_t channels = positive_or(config, {"num_channels"}, 3);
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 14);
  std::uint64_t merge = 2;
  if (const std::optional<Config> compression = config.part({"img_token_compression_config"})) {
    merge = capped_or(*compression, {"spatial_merge_size"}, 2, most_merged);
  }
  const std::uint64_t rows = layout.dimensions().hidden;
  const std::uint64_t width = positive_or(whole, {"projector_hidden_size"}, rows);
  const bool bias = whole.flag({"multimodal_projector_bias"}, true);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  tower.matrix("v.patch_embd.weight.1", {patch, patch, channels, encoder.hidden});
  tower.norm("v.pre_ln", encoder.hidden, true);
  tower.encoder(encoder);
  tower.linear("mm.1", encoder.hidden, width, bias);
  tower.linear("mm.2", width, rows, bias);
  tower.linear("mm.merge.fc1", rows * merge * merge, width, bias);
  tower.linear("mm.merge.fc2", width, rows, bias);
  return true;
}

}  // namespace vramcalc::model
