// The lightning indexer of DeepSeek V3.2 and GLM-5, and what attention makes of its choice:
// src/models/deepseek32.cpp and build_attn of src/llama-graph.cpp of llama.cpp.
//
// The scores are one fused operation: both GPU backends have it (GGML_OP_LIGHTNING_INDEXER).
#include <algorithm>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Rotated by position, then by a fixed matrix.
NodeId turned(Builder& builder, std::string_view name, const IndexInputs& inputs, NodeId heads) {
  Graph& graph = builder.graph();
  const NodeId placed = graph.like(Operation::rope, name, {heads, builder.positions()});
  return graph.add_node(Operation::matrix_product, name, graph[placed].shape,
                        {inputs.rotation, placed});
}

NodeId index_keys(Builder& builder, const LayerTensors& tensors, std::uint64_t length,
                  NodeId source) {
  Graph& graph = builder.graph();
  NodeId keys = builder.linear("indexer_k", tensors, "indexer.attn_k.weight", "", source);
  keys = graph.like(Operation::layer_norm, "indexer_k", {keys});
  keys = graph.like(Operation::multiply, "indexer_k", {keys});
  keys = graph.like(Operation::add, "indexer_k", {keys});
  return graph.reshape(keys, {length, 1, builder.tokens(), 1});
}

}  // namespace

NodeId pick_by_index(Builder& builder, const LayerTensors& tensors,
                     const model::LatentAttention& attention, NodeId source,
                     NodeId compressed_query) {
  Graph& graph = builder.graph();
  const std::uint64_t length = attention.index_key_length;
  const std::uint64_t heads = tensors.rows("indexer.proj.weight");
  const IndexInputs inputs = builder.index_inputs(length);
  const std::uint64_t streams = inputs.cells.streams;
  const std::uint64_t tokens = builder.tokens() / streams;

  NodeId queries =
      builder.linear("indexer_q", tensors, "indexer.attn_q_b.weight", "", compressed_query);
  queries = graph.reshape(queries, {length, heads, builder.tokens(), 1});
  queries = turned(builder, "indexer_q", inputs, queries);
  const NodeId keys =
      turned(builder, "indexer_k", inputs, index_keys(builder, tensors, length, source));
  const NodeId cache =
      builder.cache("cache_k (indexer)", inputs.cells, builder.workload().cache_type_k, length);
  store_keys(builder, keys, inputs.key_places, cache, inputs.cells);

  NodeId weights = builder.linear("indexer_weights", tensors, "indexer.proj.weight", "", source);
  queries = graph.view(queries, {length, heads, tokens, streams});
  weights = graph.view(weights, {heads, tokens, 1, streams});
  weights = graph.like(Operation::scale, "indexer_weights", {weights});
  const NodeId cached = graph.view(cache, {length, 1, inputs.cells.cells, streams}, false);
  const NodeId scores =
      graph.add_node(Operation::other, "indexer_score", {inputs.cells.cells, tokens, 1, streams},
                     {queries, cached, weights, inputs.mask});
  const std::uint64_t picked = std::min(inputs.cells.cells, attention.index_top_k);
  const NodeId top =
      graph.add_node(Operation::top_k, "top_k", {picked, tokens, 1, streams}, {scores});
  return graph.like(Operation::contiguous, "top_k", {top});
}

NodeId mask_of_picked(Builder& builder, NodeId mask, NodeId picked, std::uint8_t zero_bytes) {
  Graph& graph = builder.graph();
  const NodeShape whole = graph[mask].shape;
  const NodeShape choice = graph[picked].shape;
  const NodeId hidden = graph.view(graph.like(Operation::fill, "KQ mask (hidden)", {mask}),
                                   {1, whole[0], whole[1], whole[3]});
  const NodeId places = graph.view(picked, {choice[0], choice[1], choice[3], 1});
  // Nothing fills it, so every layer has one of its own from the beginning on.
  const NodeId room = graph.leaf("zeros", {1, choice[0], choice[1], choice[3]}, zero_bytes);
  const NodeId zeros = graph.like(Operation::fill, "zeros", {room});
  const NodeId shown = graph.view(graph.set_rows(hidden, zeros, places), whole);
  return graph.like(Operation::add, "KQ mask (picked)", {shown, mask});
}

}  // namespace vramcalc::memory::llama_cpp
