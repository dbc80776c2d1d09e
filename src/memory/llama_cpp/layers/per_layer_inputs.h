// Gemma's small models look up a short vector for every layer of every token beside its embedding.
#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

class PerLayerInputs {
 public:
  /// Looks the vectors up at once, and adds what is projected out of `stream` when a layer asks.
  void begin(Builder& builder, NodeId stream);

  [[nodiscard]] bool is_empty() const { return vectors_ == no_node; }
  /// `source` narrowed to the width of a layer's vectors, times them, brought back to its own width
  /// and normed.
  [[nodiscard]] NodeId apply(Builder& builder, const LayerTensors& tensors, NodeId source) const;

 private:
  std::uint64_t width_ = 0;   // of a layer's vector
  NodeId vectors_ = no_node;  // {width, tokens, layers}
};

}  // namespace vramcalc::memory::llama_cpp
