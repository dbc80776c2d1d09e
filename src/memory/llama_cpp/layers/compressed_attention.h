// Attention to the last rows and to compressed ones of what came before (DeepSeek V4).
#pragma once

#include <map>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

/// What a compressor reads, the same for all layers that have it.
struct CompressorInputs {
  NodeId positions = no_node;  // of the tokens within what is compressed together
  NodeId read = no_node;       // rows that are compressed
  NodeId places = no_node;     // where the compressed rows go
  NodeId turns = no_node;      // their positions
  NodeId kept_from = no_node;  // tokens that wait for more
  NodeId kept_at = no_node;
  NodeId mask = no_node;
};

class CompressedAttention {
 public:
  explicit CompressedAttention(Builder& builder);

  NodeId attend_from(const LayerTensors& tensors, const model::LatentAttention& attention,
                     NodeId source);

 private:
  struct Compressor;
  const CompressorInputs& inputs_of(const Compressor& compressor, bool is_index);
  CacheCells compressed_cells(const model::LatentAttention& attention) const;
  void compress(const LayerTensors& tensors, const Compressor& compressor,
                const CompressorInputs& inputs, NodeId source, NodeId cache);
  NodeId pick(const LayerTensors& tensors, const model::LatentAttention& attention, NodeId source,
              NodeId query, NodeId cache, NodeId mask);

  Builder& builder_;
  CacheCells window_;
  NodeId window_mask_ = no_node;
  NodeId window_places_ = no_node;
  NodeId rotation_ = no_node;
  std::map<std::pair<std::uint64_t, bool>, CompressorInputs> inputs_;  // by ratio; of an index
  std::map<std::uint64_t, CacheCells> compressed_;                     // by ratio
};

}  // namespace vramcalc::memory::llama_cpp
