// How wide the layers of a model are: what decides the size of intermediate results.
#pragma once

#include <cstdint>

#include <vramcalc/model/model.h>

namespace vramcalc::memory {

/// Elements of one token, the widest of all layers; `matrix` of no token.
struct LayerWidths {
  std::uint64_t hidden = 0;
  std::uint64_t vocabulary = 0;
  std::uint64_t feed_forward = 0;  // of dense layers; 0: none
  std::uint64_t expert = 0;        // of one routed expert; 0: none
  std::uint64_t shared_expert = 0;
  std::uint64_t experts_used = 0;
  std::uint64_t heads = 0;
  std::uint64_t attention = 0;  // queries, keys and values; of recurrent layers what they mix
  std::uint64_t matrix = 0;     // all elements of the largest matrix
  bool has_gate = false;        // gate and up projections: SwiGLU and its kin
};

[[nodiscard]] LayerWidths layer_widths(const model::ModelLayout& layout);

/// Elements of one token that are alive at once where a layer is widest, cut over `ranks`: gate, up
/// and their product, of experts every chosen one's, and `hidden_rows` rows of the hidden size.
[[nodiscard]] std::uint64_t peak_width(const LayerWidths& widths, std::uint64_t ranks,
                                       std::uint64_t hidden_rows);

}  // namespace vramcalc::memory
