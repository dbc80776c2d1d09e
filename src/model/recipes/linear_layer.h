// Which tensors are linear layers, and the matrices that checkpoints store them as.
#pragma once

#include <cstdint>

#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// What a tensor is to a quantiser.
enum class TensorRole : std::uint8_t {
  linear,     // a matrix of a layer, or a stack of them: quantised by every scheme
  embedding,  // a table of vectors
  head,       // the output matrix
  sensitive,  // routers and other matrices that are quantised only where a config names them
  other,      // norms, biases, convolutions, states: never quantised
};

[[nodiscard]] TensorRole role_of(const Tensor& tensor);

/// A linear layer of routed experts.
[[nodiscard]] bool is_routed_expert(const Tensor& tensor);

/// Equal matrices, one for each expert. llama.cpp splits some modules in two (kv_b_proj); what a
/// module stores once is then counted with the first half.
struct LinearLayer {
  std::uint64_t columns = 0;
  std::uint64_t rows = 0;
  std::uint64_t matrices = 1;
  std::uint64_t modules = 1;

  [[nodiscard]] std::uint64_t elements() const;
};

[[nodiscard]] LinearLayer linear_layer(const Tensor& tensor);

}  // namespace vramcalc::model
