// SmallThinker: experts of its own field names, a list of the layers that slide.
#include "model/architectures/decoder.h"
#include "model/architectures/families.h"

namespace vramcalc::model {

// https://huggingface.co/PowerInfer/SmallThinker-21BA3B-Instruct/blob/main/modeling_smallthinker.py,
// https://github.com/ggml-org/llama.cpp conversion/smallthinker.py
void build_smallthinker(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  d.experts = config.whole({"moe_num_primary_experts"}, most_experts).value_or(d.experts);
  d.experts_used = config.whole_or({"moe_num_active_primary_experts"}, d.experts_used);
  d.expert_feed_forward = config.whole_or({"moe_ffn_hidden_size"}, d.expert_feed_forward);
  const std::vector<bool> sliding = config.flags({"sliding_window_layout"});
  const std::uint64_t window = config.whole_or({"sliding_window_size"}, 4'096);
  Decoder decoder = plain_decoder(layout);
  decoder.mixture = plain_mixture(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool slides =
        !sliding.empty() && layout.of_layer(sliding, block.index(), "sliding_window_layout");
    decoder.attention.shape.window = slides ? window : 0;
    write_attention(block, layout, decoder);
    write_feed_forward(block, layout, decoder);
  }
}

}  // namespace vramcalc::model
