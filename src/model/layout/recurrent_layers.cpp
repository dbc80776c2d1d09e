#include "model/layout/recurrent_layers.h"

namespace vramcalc::model {

std::uint64_t checked_product(std::initializer_list<std::uint64_t> factors) {
  return Shape{factors}.elements();
}

std::uint64_t convolution_state(std::uint64_t kernel, std::uint64_t channels) {
  return kernel == 0 ? 0 : checked_product({kernel - 1, channels});
}

// https://github.com/huggingface/transformers models/mamba2/modeling_mamba2.py; A and D are written
// as columns, the norm by groups: https://github.com/ggml-org/llama.cpp conversion/mamba.py
void mamba2_tensors(Block& block, const Mamba2& mamba) {
  const std::uint64_t hidden = block.dimensions().hidden;
  block.tensor("ssm_in.weight", {hidden, mamba.inner + mamba.convolved() + mamba.heads});
  block.tensor("ssm_conv1d.weight", {mamba.convolution, mamba.convolved()});
  if (mamba.convolution_bias) {
    block.tensor("ssm_conv1d.bias", {mamba.convolved()});
  }
  block.tensor("ssm_dt.bias", {mamba.heads});
  block.tensor("ssm_a", {1, mamba.heads});
  block.tensor("ssm_d", {1, mamba.heads});
  if (mamba.gated_norm) {
    block.tensor("ssm_norm.weight", {mamba.inner / mamba.groups, mamba.groups});
  }
  block.tensor("ssm_out.weight", {mamba.inner, hidden});
}

Recurrent mamba2_state(const Mamba2& mamba) {
  return {RecurrentKind::mamba2, convolution_state(mamba.convolution, mamba.convolved()),
          checked_product({mamba.state, mamba.inner})};
}

void mamba2_layer(Block& block, const Mamba2& mamba) {
  mamba2_tensors(block, mamba);
  block.mixer(mamba2_state(mamba));
}

// https://github.com/huggingface/transformers models/mamba/modeling_mamba.py, models/jamba
void mamba1_layer(Block& block, const Mamba1& mamba) {
  const std::uint64_t hidden = block.dimensions().hidden;
  block.tensor("ssm_in.weight", {hidden, 2 * mamba.inner});
  block.tensor("ssm_conv1d.weight", {mamba.convolution, mamba.inner});
  if (mamba.convolution_bias) {
    block.tensor("ssm_conv1d.bias", {mamba.inner});
  }
  block.tensor("ssm_x.weight", {mamba.inner, mamba.step_rank + 2 * mamba.state});
  if (mamba.inner_norms) {
    block.tensor("ssm_dt_norm.weight", {mamba.step_rank});
    block.tensor("ssm_b_norm.weight", {mamba.state});
    block.tensor("ssm_c_norm.weight", {mamba.state});
  }
  block.tensor("ssm_dt.weight", {mamba.step_rank, mamba.inner});
  block.tensor("ssm_dt.bias", {mamba.inner});
  block.tensor("ssm_a", {mamba.state, mamba.inner});
  block.tensor("ssm_d", {mamba.inner});
  block.tensor("ssm_out.weight", {mamba.inner, hidden});
  block.mixer(Recurrent{RecurrentKind::mamba, convolution_state(mamba.convolution, mamba.inner),
                        checked_product({mamba.state, mamba.inner})});
}

}  // namespace vramcalc::model
