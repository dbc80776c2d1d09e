// What the builders of recurrent layers share: a pass as sequences of equal length, and the states
// that a layer keeps in the cache from one pass to the next.
#pragma once

#include <cstdint>
#include <string_view>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

/// llama.cpp reserves for as many sequences as may run in parallel, all equally long.
struct Sequences {
  std::uint64_t count = 1;
  std::uint64_t tokens = 0;  // of each
};
[[nodiscard]] Sequences sequences_of(const Builder& builder);

/// One state of one layer, every sequence's: build_rs of llama.cpp's src/llama-graph.cpp.
class States {
 public:
  /// `elements`: of one sequence.
  States(Builder& builder, std::string_view name, std::uint64_t elements);

  /// Copied out of the cache: {elements, sequences}.
  NodeId load(std::string_view name);
  /// For an operation that reads the states where they lie: they, after the first was cleared.
  NodeId in_cache();
  /// Then, once `reader` has been made of them: what moves the states of idle sequences.
  void keep_others(NodeId reader);
  /// `states` {elements, sequences}, or any shape of as many elements, go into the cache.
  void store(NodeId states);

 private:
  Builder& builder_;
  std::uint64_t elements_;
  NodeId cache_;
  NodeId rows_ = no_node;
};

/// Where a state-space scan with `state` elements for each of a head's `length` runs: on the host
/// where the GPU's backend has no kernel for it.
[[nodiscard]] Device scan_device(Builder& builder, std::uint64_t state, std::uint64_t length,
                                 bool by_channel);

/// What a causal convolution reads, {kernel - 1 + tokens, channels, sequences}: what the pass
/// before left and this pass's `values` {channels, tokens, sequences}; its end is stored for the
/// next.
NodeId convolution_input(Builder& builder, States& states, NodeId values);

/// Over convolution_input(): {channels, tokens, sequences}, with its bias if it has one, activated.
NodeId convolution(Builder& builder, const LayerTensors& tensors, std::string_view weight,
                   std::string_view bias, NodeId input);

/// What a delta rule reads; heads of `width` elements over all tokens.
struct DeltaRule {
  NodeId queries = no_node;
  NodeId keys = no_node;
  NodeId values = no_node;  // {width, heads, tokens, sequences}
  NodeId gate = no_node;
  NodeId beta = no_node;
};
/// One fused operation; {width, heads, tokens, sequences}.
NodeId delta_rule(Builder& builder, const DeltaRule& rule, States& states, NodeId loaded);

/// Heads of length one: build_gdn_l2_norm of llama.cpp's src/models/models.h.
NodeId unit_length(Builder& builder, std::string_view name, NodeId heads);

NodeId mamba(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
             NodeId source);
NodeId mamba2(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
              NodeId source);
/// PLaMo 2: the scan of Mamba 2 by heads, its rates and matrices projected as in Mamba.
NodeId plamo2_mamba(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                    NodeId source);
NodeId gated_delta_net(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                       NodeId source);
NodeId kimi_delta_attention(Builder& builder, const LayerTensors& tensors,
                            const model::Recurrent& mixer, NodeId source);
NodeId short_convolution(Builder& builder, const LayerTensors& tensors,
                         const model::Recurrent& mixer, NodeId source);

}  // namespace vramcalc::memory::llama_cpp
