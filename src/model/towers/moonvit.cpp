// MoonViT of Kimi-VL, Kimi K2.5 and Kimi K3.
// https://huggingface.co/moonshotai/Kimi-K2.5 modeling_kimi_k25.py; Kimi-VL-A3B-Instruct
// modeling_kimi_vl.py; Kimi-K3 modeling_kimi_k3.py
#include "model/towers/families.h"
#include "model/towers/tower.h"

namespace vramcalc::model {
namespace {

constexpr std::uint64_t channels = 3;

struct MoonVit {
  Encoder encoder;
  bool patch_bias = true;
};

void add_encoder(Tower& tower, const Config& config, const MoonVit& vit) {
  const Encoder& encoder = vit.encoder;
  const std::uint64_t patch = positive_or(config, {"patch_size"}, 14);
  tower.matrix("v.patch_embd.weight", {patch, patch, channels, encoder.hidden});
  if (vit.patch_bias) {
    tower.vector("v.patch_embd.bias", encoder.hidden);
  }
  tower.positions({encoder.hidden, positive_or(config, {"init_pos_emb_width"}, 64),
                   positive_or(config, {"init_pos_emb_height"}, 64)});
  tower.encoder(encoder);
  tower.norm("v.post_ln", encoder.hidden, encoder.norm_bias);
}

// Patches that become one token of the language model; 0 for what is no two sides.
std::uint64_t merged_patches(const Config& config) {
  const std::vector<std::uint64_t> kernel = config.wholes({"merge_kernel_size"});
  if (kernel.empty()) {
    return 4;
  }
  const bool sides = kernel.size() == 2 && kernel[0] <= most_merged && kernel[1] <= most_merged;
  return sides ? kernel[0] * kernel[1] : 0;
}

void add_merger(Tower& tower, std::uint64_t hidden, std::uint64_t patches, std::uint64_t rows) {
  tower.norm("mm.input_norm", hidden, true);
  tower.linear("mm.1", hidden * patches, hidden * patches, true);
  tower.linear("mm.2", hidden * patches, rows, true);
}

}  // namespace

bool add_kimi_vl_vision(Layout& layout, const Config& config) {
  const std::uint64_t patches = merged_patches(config);
  if (patches == 0) {
    return false;
  }
  Tower tower{layout, TensorPart::vision};
  MoonVit vit;
  vit.encoder.layers = capped_or(config, {"num_hidden_layers"}, 27, most_tower_layers);
  vit.encoder.hidden = positive_or(config, {"hidden_size"}, 1152);
  vit.encoder.feed_forward = positive_or(config, {"intermediate_size"}, 4304);
  vit.encoder.fused_qkv = true;
  add_encoder(tower, config, vit);
  add_merger(tower, vit.encoder.hidden, patches, layout.dimensions().hidden);
  return true;
}

bool add_kimi_k25_vision(Layout& layout, const Config& config) {
  const std::string_view projector = config.text({"mm_projector_type"});
  const std::uint64_t patches = merged_patches(config);
  if ((projector != "patchmerger" && projector != "patchmergerv2") || patches == 0) {
    return false;
  }
  MoonVit vit;
  Encoder& encoder = vit.encoder;
  encoder.layers = capped_or(config, {"vt_num_hidden_layers"}, 27, most_tower_layers);
  encoder.hidden = positive_or(config, {"vt_hidden_size"}, 1152);
  encoder.feed_forward = positive_or(config, {"vt_intermediate_size"}, 4304);
  encoder.attention_length = positive_or(config, {"qkv_hidden_size"}, encoder.hidden);
  encoder.fused_qkv = true;
  encoder.norm_bias = config.text({"norm_type"}) != "rmsnorm";
  encoder.query_bias = encoder.output_bias = config.flag({"attn_bias"}, true);
  encoder.mlp_bias = config.flag({"linear_bias"}, true);
  vit.patch_bias = config.flag({"patch_embed_proj_bias"}, true);

  const std::uint64_t width = positive_or(config, {"mm_hidden_size"}, encoder.hidden);
  const std::uint64_t rows = positive_or(config, {"text_hidden_size"}, layout.dimensions().hidden);
  Tower tower{layout, TensorPart::vision};
  add_encoder(tower, config, vit);
  if (projector == "patchmerger") {
    add_merger(tower, width, patches, rows);
  } else {
    tower.linear("mm.1", width * patches, width * patches, false);
    tower.linear("mm.2", width * patches, rows, false);
    tower.norm("mm.post_norm", rows, false);
  }
  return true;
}

}  // namespace vramcalc::model
