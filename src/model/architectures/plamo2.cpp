// PLaMo 2: state-space layers and attention in turn.
#include <algorithm>

#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

struct StateSpace {
  std::uint64_t heads, inner, state, convolution, step_rank;

  StateSpace(const Config& config, std::uint64_t hidden, std::uint64_t head_length)
      : heads(positive_or(config, {"mamba_num_heads"}, 64)),
        inner(heads * head_length),
        state(positive_or(config, {"mamba_d_state"}, 64)),
        convolution(positive_or(config, {"mamba_d_conv"}, 4)),
        step_rank(std::max(std::uint64_t{64}, hidden / 16)) {}
};

// B, C and the time step come from the convolved input, the time step for each head.
// https://github.com/vllm-project/vllm vllm/model_executor/models/plamo2.py
void state_space(Block& block, const StateSpace& s) {
  const std::uint64_t hidden = block.dimensions().hidden;
  block.tensor("ssm_in.weight", {hidden, 2 * s.inner});
  block.tensor("ssm_conv1d.weight", {s.convolution, s.inner});
  block.tensor("ssm_x.weight", {s.inner, s.step_rank + 2 * s.state});
  block.tensor("ssm_dt_norm.weight", {s.step_rank});
  block.tensor("ssm_b_norm.weight", {s.state});
  block.tensor("ssm_c_norm.weight", {s.state});
  block.tensor("ssm_dt.weight", {s.step_rank, s.heads});
  block.tensor("ssm_dt.bias", {s.heads});
  block.tensor("ssm_a", {s.heads});
  block.tensor("ssm_d", {s.heads});
  block.tensor("ssm_out.weight", {s.inner, hidden});
  block.mixer(Recurrent{RecurrentKind::mamba2, convolution_state(s.convolution, s.inner),
                        checked_product({s.state, s.inner})});
}

}  // namespace

// https://github.com/ggml-org/llama.cpp src/models/plamo2.cpp, conversion/plamo.py
void build_plamo2(Layout& layout) {
  const Config& config = layout.config();
  Dimensions& d = layout.dimensions();
  d.head_length = positive_or(config, {"hidden_size_per_head"}, 128);
  const StateSpace space{config, d.hidden, d.head_length};
  const std::uint64_t step = positive_or(config, {"mamba_step"}, 2);
  const bool mamba = config.flag({"mamba_enabled"}, true);
  AttentionTensors attention = grouped_attention(d);
  attention.fused = true;
  attention.norm = QueryKeyNorm::each_head;
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    const bool attends = !mamba || (d.layers <= step / 2 ? block.index() + 1 == d.layers
                                                         : block.index() % step == step / 2);
    if (block.index() == 0 && !attends) {
      layout.architecture().heads = 0;
      layout.architecture().kv_heads = 0;
    }
    block.norm("attn_norm");
    if (attends) {
      block.attention(attention);
    } else {
      state_space(block, space);
    }
    block.norm("post_attention_norm");
    block.norm("ffn_norm");
    block.mlp({.length = d.feed_forward, .fused_gate = true});
    block.norm("post_ffw_norm");
  }
}

}  // namespace vramcalc::model
