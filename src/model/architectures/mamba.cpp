// Mamba, Falcon Mamba and Mamba 2: state-space layers alone.
#include "model/architectures/families.h"
#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {
namespace {

// Checkpoints hold the vocabulary rounded up. https://github.com/ggml-org/llama.cpp
// conversion/mamba.py, set_vocab
void round_vocabulary(Layout& layout, std::uint64_t otherwise) {
  const std::uint64_t multiple =
      positive_or(layout.config(), {"pad_vocab_size_multiple"}, otherwise);
  std::uint64_t& vocabulary = layout.dimensions().vocabulary;
  vocabulary = (vocabulary + multiple - 1) / multiple * multiple;
}

void no_attention(Layout& layout) {
  layout.architecture().heads = 0;
  layout.architecture().kv_heads = 0;
}

}  // namespace

// Defaults: https://github.com/huggingface/transformers models/mamba/configuration_mamba.py
void build_mamba(Layout& layout) {
  const Config& config = layout.config();
  round_vocabulary(layout, 8);
  const std::uint64_t hidden = layout.dimensions().hidden;
  Mamba1 mamba;
  mamba.inner = positive_or(config, {"intermediate_size", "d_inner"},
                            hidden * positive_or(config, {"expand"}, 2));
  mamba.state = positive_or(config, {"state_size", "d_state"}, 16);
  mamba.convolution = positive_or(config, {"conv_kernel", "d_conv"}, 4);
  mamba.step_rank = positive_or(config, {"time_step_rank", "dt_rank"}, (hidden + 15) / 16);
  mamba.convolution_bias = config.flag({"use_conv_bias"}, true);
  no_attention(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    mamba1_layer(block, mamba);
  }
}

// Defaults: https://github.com/huggingface/transformers models/mamba2/configuration_mamba2.py; the
// number of heads is what the inner width holds.
void build_mamba2(Layout& layout) {
  const Config& config = layout.config();
  round_vocabulary(layout, 1);
  const std::uint64_t hidden = layout.dimensions().hidden;
  Mamba2 mamba;
  mamba.inner = positive_or(config, {"intermediate_size", "d_inner"},
                            hidden * positive_or(config, {"expand"}, 2));
  mamba.heads = positive_or(config, {"num_heads"},
                            mamba.inner / positive_or(config, {"head_dim", "headdim"}, 64));
  mamba.groups = positive_or(config, {"n_groups", "ngroups"}, 1);
  mamba.state = positive_or(config, {"state_size", "d_state"}, 128);
  mamba.convolution = positive_or(config, {"conv_kernel", "d_conv"}, 4);
  mamba.convolution_bias = config.flag({"use_conv_bias"}, true);
  no_attention(layout);
  layout.embeddings_and_head();
  for (Block block : layout.blocks()) {
    block.norm("attn_norm");
    mamba2_layer(block, mamba);
  }
}

}  // namespace vramcalc::model
