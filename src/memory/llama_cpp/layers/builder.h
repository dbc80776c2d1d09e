// What the builders of layers share: the graph so far, the model and what it is asked to do.
//
// One builder a kind of layer, written after llama.cpp's src/llama-graph.cpp and src/models/*.cpp
// (release 0.5.0): the same operations in the same order, sizes only.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/architecture.h>

#include "memory/llama_cpp/cache.h"
#include "memory/llama_cpp/graph/graph.h"
#include "memory/llama_cpp/layers/layer_tensors.h"

namespace vramcalc::memory::llama_cpp {

/// One cache that layers share the inputs of: its mask and the places of new tokens.
struct CacheInputs {
  CacheCells cells;
  NodeId mask = no_node;
  NodeId key_places = no_node;
  NodeId value_places = no_node;
};

/// What an indexer of sparse attention reads, the same for all its layers.
struct IndexInputs {
  CacheCells cells;
  NodeId mask = no_node;
  NodeId key_places = no_node;
  NodeId rotation = no_node;
};

/// What an index of blocks of tokens reads, the same for all its layers.
struct BlockInputs {
  NodeId slots = no_node;          // the cell of every position
  NodeId position_mask = no_node;  // {positions, tokens}
  NodeId bias = no_node;           // {blocks, tokens}
  NodeId blocks_of_cells = no_node;
  NodeId key_places = no_node;
  NodeId mask = no_node;  // of the cache, in 32 bits
};

/// Where the layer that is being built computes, and where what it reads lies.
struct Residence {
  Device compute;
  Device weights;       // those that no override moves
  Device host_weights;  // where a product with weights that an override moves to RAM is computed
  Device cache;
};

class Builder {
 public:
  Builder(const model::Architecture& architecture, const ModelTensors& tensors,
          const Workload& workload, const LlamaCpp& options);

  [[nodiscard]] Graph& graph() { return graph_; }
  [[nodiscard]] const model::Architecture& architecture() const { return architecture_; }
  [[nodiscard]] const ModelTensors& tensors() const { return tensors_; }
  [[nodiscard]] const Workload& workload() const { return workload_; }
  [[nodiscard]] const LlamaCpp& options() const { return options_; }
  [[nodiscard]] std::string_view family() const { return architecture_.gguf_name; }
  [[nodiscard]] std::uint64_t tokens() const { return graph_.tokens(); }
  /// Tokens whose logits are wanted.
  [[nodiscard]] std::uint64_t outputs() const { return outputs_; }

  /// Layers keep two caches, one of all tokens and one of the last ones.
  [[nodiscard]] bool slides() const { return slides_; }

  [[nodiscard]] NodeId positions() const { return positions_; }
  [[nodiscard]] NodeId output_ids() const { return output_ids_; }
  /// Factors of queries that know no positions, by how far a token stands (Llama 4); or none.
  [[nodiscard]] NodeId attention_scale();
  /// Of layers that look back on `window` tokens; 0: on all.
  [[nodiscard]] const CacheInputs& cache_inputs(std::uint64_t window);
  /// Of indexers whose keys are so long.
  [[nodiscard]] const IndexInputs& index_inputs(std::uint64_t key_length);
  /// Of indexes of blocks of so many tokens.
  [[nodiscard]] const BlockInputs& block_inputs(std::uint64_t block);
  /// What the last indexer picked: {picked, tokens}. Layers without one of their own use it.
  [[nodiscard]] NodeId picked() const { return picked_; }
  void set_picked(NodeId picked) { picked_ = picked; }
  /// Which states of earlier tokens a recurrent layer goes on from.
  [[nodiscard]] NodeId state_ids();
  /// Those of sequences that a pass leaves out: none of the pass that memory is reserved for.
  [[nodiscard]] NodeId idle_state_ids();

  /// Positions enter in this layer.
  [[nodiscard]] bool rotates(std::size_t layer, std::uint64_t window) const;

  void enter(const Residence& residence);
  /// A cache of the layer with rows of `width` elements.
  NodeId cache(std::string_view name, const CacheCells& cells, model::StorageType type,
               std::uint64_t width);
  /// Nodes are computed where a product with this matrix is: with it on a GPU, else by
  /// Residence::host_weights; or again where the layer is.
  void work_with(const LayerTensors& tensors, std::string_view weight);
  void work_at_home() { graph_.set_device(residence_.compute); }
  /// What a product with this matrix reads beside its source: the matrix itself where it lies on
  /// another device, else nothing.
  NodeId matrix(const LayerTensors& tensors, std::string_view weight);

  /// `name` tells which norm; by the family a root mean square or a layer norm.
  NodeId norm(std::string_view name, NodeId source, const LayerTensors& tensors,
              std::string_view weight);
  /// Weights times source, and its bias where there is one: `stem` "attn_q" of "attn_q.weight".
  NodeId linear(std::string_view name, const LayerTensors& tensors, std::string_view weight,
                std::string_view bias, NodeId source);

 private:
  Graph graph_;
  const model::Architecture& architecture_;
  const ModelTensors& tensors_;
  const Workload& workload_;
  const LlamaCpp& options_;
  std::uint64_t outputs_;
  std::uint64_t widest_values_;  // elements of the widest layer's values of a token
  bool slides_;                  // some layer looks back on a window only
  NodeId positions_;
  NodeId output_ids_;
  NodeId state_ids_ = no_node;
  NodeId idle_state_ids_ = no_node;
  NodeId attention_scale_ = no_node;
  std::map<std::uint64_t, CacheInputs> caches_;  // by window
  IndexInputs index_;
  BlockInputs blocks_;
  Residence residence_;
  NodeId picked_ = no_node;
};

/// Keys and values of `source` go to the cache; what its tokens then attend to, through the output
/// matrix.
NodeId grouped_attention(Builder& builder, const LayerTensors& tensors,
                         const model::GroupedAttention& attention, NodeId source);

/// The layer picks blocks of tokens by an index of its own, where that is possible: with flash
/// attention, and where every sequence has a cache of its own.
[[nodiscard]] bool picks_blocks(const Builder& builder, const LayerTensors& tensors);

/// The index's queries of the tokens; its keys go to their cache.
struct BlockIndex {
  NodeId queries = no_node;
  NodeId cache = no_node;
};
BlockIndex index_blocks(Builder& builder, const LayerTensors& tensors,
                        const model::GroupedAttention& attention, NodeId source);
/// Attention to the blocks that the index picks: {length × heads, tokens}.
NodeId attend_blocks(Builder& builder, const model::GroupedAttention& attention,
                     const BlockIndex& index, NodeId queries, NodeId key_cache, NodeId value_cache);

/// A compressed row for all heads goes to the cache; a layer with an indexer, or after one, looks
/// only at the rows that it picked.
NodeId latent_attention(Builder& builder, const LayerTensors& tensors,
                        const model::LatentAttention& attention, NodeId source);

/// Latent attention whose keys and values are expanded before they go to the cache: attn_kv_b.
NodeId expanded_latent_attention(Builder& builder, const LayerTensors& tensors,
                                 const model::GroupedAttention& attention, NodeId source);

/// Which cells the layer looks at, by an indexer of its own: {picked, tokens, 1, streams}.
/// `compressed_query`: what the queries are made of.
NodeId pick_by_index(Builder& builder, const LayerTensors& tensors,
                     const model::LatentAttention& attention, NodeId source,
                     NodeId compressed_query);

/// The mask, with all but the picked cells hidden; it is written with zeros of so many bytes.
NodeId mask_of_picked(Builder& builder, NodeId mask, NodeId picked, std::uint8_t zero_bytes);

NodeId recurrent(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                 NodeId source);

/// Dense or by experts, by the tensors that are there. `logits`: as of routed_experts().
NodeId feed_forward(Builder& builder, const LayerTensors& tensors, NodeId source,
                    NodeId logits = no_node);

/// One dense network by the names of its matrices: "ffn_up.weight".
struct FeedForwardNames {
  std::string_view gate;
  std::string_view up;
  std::string_view down;
  std::string_view up_bias;
  std::string_view down_bias;
};
/// The gate's activation times the other branch.
NodeId gated(Builder& builder, std::string_view name, NodeId gate, NodeId up);

NodeId dense_feed_forward(Builder& builder, const LayerTensors& tensors,
                          const FeedForwardNames& names, NodeId source);

/// Routed experts without the shared ones. `logits`: by which they are chosen, where the router
/// reads something else than they do.
NodeId routed_experts(Builder& builder, const LayerTensors& tensors, NodeId source,
                      NodeId logits = no_node);

/// The attention of queries to a cache: q {length, heads, tokens}; the result {length × heads,
/// tokens}.
struct AttentionSizes {
  std::uint64_t heads = 0;
  std::uint64_t kv_heads = 0;
  std::uint64_t key_length = 0;
  std::uint64_t value_length = 0;
  bool values_are_keys = false;  // one cache for both
  /// Where values are compressed, and attn_v_b expands them after they are summed; else null.
  const LayerTensors* expanded_by = nullptr;
};
NodeId attend(Builder& builder, const AttentionSizes& sizes, NodeId queries, NodeId key_cache,
              NodeId value_cache, NodeId mask, const CacheCells& cells);

/// Keys {length, heads, tokens} go to their places in a cache.
void store_keys(Builder& builder, NodeId keys, NodeId places, NodeId cache,
                const CacheCells& cells);
/// Values too; without flash attention one element in a place.
void store_values(Builder& builder, NodeId values, NodeId places, NodeId cache,
                  const CacheCells& cells);

}  // namespace vramcalc::memory::llama_cpp
