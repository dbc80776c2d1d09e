// The audio tower of Qwen2-Audio: Whisper's encoder.
// https://github.com/huggingface/transformers models/qwen2_audio/modeling_qwen2_audio.py
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {

bool add_qwen2_audio(Layout& layout, const Config& config) {
  constexpr std::uint64_t kernel = 3;
  Tower tower{layout, TensorPart::audio};
  Encoder encoder;
  encoder.layers = capped_or(config, {"encoder_layers"}, 32, most_tower_layers);
  encoder.hidden = positive_or(config, {"d_model"}, 1280);
  encoder.feed_forward = positive_or(config, {"encoder_ffn_dim"}, 5120);
  encoder.key_bias = false;
  const std::uint64_t hidden = encoder.hidden;
  tower.matrix("a.conv1d.1.weight", {kernel, positive_or(config, {"num_mel_bins"}, 128), hidden});
  tower.vector("a.conv1d.1.bias", hidden);
  tower.matrix("a.conv1d.2.weight", {kernel, hidden, hidden});
  tower.vector("a.conv1d.2.bias", hidden);
  tower.positions({hidden, positive_or(config, {"max_source_positions"}, 1500)});
  tower.encoder(encoder);
  tower.norm("a.post_ln", hidden, true);
  tower.linear("mm.a.fc", hidden, layout.dimensions().hidden, true);
  return true;
}

}  // namespace vramcalc::model
