// A draft layer being written down: a repetition of layers that the model has, and what joins the
// last hidden state with the next token.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/layout/layout.h"

namespace vramcalc::model {

enum class BlockKind : std::uint8_t {
  attention,
  sliding_attention,
  indexed_attention,
  recurrent,
  dense,
  experts,
};

/// A block of the model that is of that kind: the last, or for dense ones the first, since they
/// lead. Where there is none, the last block. The layout has at least one.
[[nodiscard]] std::uint64_t block_of_kind(Layout& layout, BlockKind kind);

/// Names are llama.cpp's for converted files: https://github.com/ggml-org/llama.cpp
/// gguf-py/gguf/constants.py, NEXTN_*. `index` counts on from the model's own layers.
class DraftLayer {
 public:
  DraftLayer(Layout& layout, std::uint64_t index) : layout_(layout), index_(index) {}

  /// A whole block of the model again.
  void block(std::uint64_t of);
  /// Attention as in one block of the model, feed-forward part as in another.
  void block(std::uint64_t attention_of, std::uint64_t feed_forward_of);
  /// The two norms before and the projection of embedding and hidden state side by side.
  void projection();
  void head_norm();
  void own_embedding();
  void own_head();
  void tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
              std::optional<StorageType> type = std::nullopt);

 private:
  void repeat(std::uint64_t of, bool attention, bool feed_forward);

  Layout& layout_;
  std::uint64_t index_;
};

}  // namespace vramcalc::model
