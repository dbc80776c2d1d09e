// DeepSeek V4. llama.cpp's converter drops these layers: the names are in its manner only.
// https://github.com/vllm-project/vllm vllm/model_executor/models/deepseek_v4_mtp.py
#include "model/mtp/draft_layer.h"
#include "model/mtp/families.h"

namespace vramcalc::model {

// compress_ratios goes on behind the model's own layers.
void add_deepseek4_draft_layers(Layout& layout, std::uint64_t count) {
  const Dimensions& d = layout.dimensions();
  const std::uint64_t streams = positive_or(layout.config(), {"hc_mult"}, 4);
  const std::vector<std::uint64_t> ratios = layout.config().wholes({"compress_ratios"});
  const std::uint64_t experts = block_of_kind(layout, BlockKind::experts);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t attention = block_of_kind(layout, BlockKind::attention);
    if (d.layers + i < ratios.size()) {
      const std::uint64_t ratio = ratios[static_cast<std::size_t>(d.layers + i)];
      std::uint64_t like = 0;
      while (like < d.layers && ratios[static_cast<std::size_t>(like)] != ratio) {
        ++like;
      }
      attention = like < d.layers ? like : attention;
    }
    DraftLayer layer{layout, d.layers + i};
    layer.block(attention, experts);
    layer.tensor("nextn.enorm.weight", {d.hidden});
    layer.tensor("nextn.hnorm.weight", {d.hidden});
    layer.tensor("nextn.e_proj.weight", {d.hidden, d.hidden});
    layer.tensor("nextn.h_proj.weight", {d.hidden, d.hidden});
    layer.tensor("nextn.hc_head_fn.weight", {streams * d.hidden, streams}, StorageType::f32);
    layer.tensor("nextn.hc_head_base.weight", {streams});
    layer.tensor("nextn.hc_head_scale.weight", {1});
    layer.head_norm();
  }
}

}  // namespace vramcalc::model
