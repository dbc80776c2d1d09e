// Layers that keep a state of constant size instead of a cache: their tensors and their state.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

/// One state-space layer of the second kind, under all its names.
struct Mamba2 {
  std::uint64_t heads = 0;
  std::uint64_t inner = 0;   // all heads together
  std::uint64_t groups = 1;  // that share B and C
  std::uint64_t state = 0;
  std::uint64_t convolution = 4;  // kernel length
  bool convolution_bias = true;
  bool gated_norm = true;  // ssm_norm

  /// What the convolution runs over: x, B and C.
  [[nodiscard]] std::uint64_t convolved() const { return inner + 2 * groups * state; }
};

/// ssm_in, ssm_conv1d, ssm_dt, ssm_a, ssm_d, ssm_norm, ssm_out. Does not set the mixer.
void mamba2_tensors(Block& block, const Mamba2& mamba);
[[nodiscard]] Recurrent mamba2_state(const Mamba2& mamba);
/// Both, as the mixer of the layer.
void mamba2_layer(Block& block, const Mamba2& mamba);

/// One state-space layer of the first kind.
struct Mamba1 {
  std::uint64_t inner = 0;
  std::uint64_t state = 16;
  std::uint64_t convolution = 4;
  std::uint64_t step_rank = 0;  // of the time step
  bool convolution_bias = true;
  bool inner_norms = false;  // over the time step, B and C (Jamba)
};

/// Tensors and mixer.
void mamba1_layer(Block& block, const Mamba1& mamba);

/// A convolution keeps what it has yet to see again: one element less than its kernel is long, of
/// each of its channels. Error(bad_input) where the product leaves 64 bits.
[[nodiscard]] std::uint64_t convolution_state(std::uint64_t kernel, std::uint64_t channels);
/// Likewise checked: for sizes of states.
[[nodiscard]] std::uint64_t checked_product(std::initializer_list<std::uint64_t> factors);

}  // namespace vramcalc::model
