// Sparse attention to blocks of tokens (MiniMax M3): src/models/minimax-m3.cpp of llama.cpp, for
// passes of more than one token a sequence. One index head for every group of query heads.
#include <algorithm>
#include <vector>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// What is picked for the tokens of one stream.
struct Stream {
  const model::GroupedAttention& attention;
  const BlockInputs& inputs;
  std::uint64_t cells = 0;
  std::uint64_t tokens = 0;
  std::uint64_t blocks = 0;
  std::uint64_t heads = 0;  // of the index: groups of query heads
};

NodeId turned_heads(Builder& builder, const LayerTensors& tensors, std::string_view weight,
                    std::string_view norm, NodeShape shape, NodeId source) {
  Graph& graph = builder.graph();
  NodeId heads = builder.linear("msa_index", tensors, weight, "", source);
  heads = builder.norm("msa_index", graph.reshape(heads, shape), tensors, norm);
  return graph.like(Operation::rope, "msa_index", {heads, builder.positions()});
}

// A view of what the program fills in counts as the host's, and is copied as such.
NodeId input_view(Graph& graph, NodeId input, NodeShape shape) {
  const Device device = graph.device();
  graph.set_device(host_device);
  const NodeId view = graph.view(input, shape);
  graph.set_device(device);
  return view;
}

// Scores of blocks: of a block's tokens the best.
NodeId block_scores(Graph& graph, const Stream& stream, NodeId queries, NodeId key_cache,
                    NodeId bias) {
  const std::uint64_t length = stream.attention.index_key_length;
  const std::uint64_t positions = stream.blocks * stream.attention.index_block;
  const NodeId slots = input_view(graph, stream.inputs.slots, {positions, 1, 1, 1});
  const NodeId keys = graph.view(key_cache, {length, stream.cells, 1, 1}, false);
  const NodeId rows =
      graph.add_node(Operation::get_rows, "msa_keys", {length, positions, 1, 1}, {keys, slots});
  NodeId query = graph.view(queries, {length, stream.heads, stream.tokens, 1});
  query = graph.reshape(query, {length, stream.heads * stream.tokens, 1, 1});
  NodeId scores = graph.add_node(Operation::matrix_product, "msa_scores",
                                 {positions, stream.heads * stream.tokens, 1, 1}, {rows, query});
  scores = graph.reshape(scores, {positions, stream.heads, stream.tokens, 1});
  scores = graph.add_to(
      scores, input_view(graph, stream.inputs.position_mask, {positions, 1, stream.tokens, 1}));
  const NodeId best = graph.add_node(Operation::other, "msa_bs",
                                     {stream.blocks, stream.heads, stream.tokens, 1}, {scores});
  return graph.like(Operation::add, "msa_bsf", {best, bias});
}

// A mask of blocks, one for every head of the index: {blocks, tokens, heads}.
NodeId block_mask(Graph& graph, const Stream& stream, NodeId scores, NodeId bias) {
  const std::uint64_t picked = std::min(stream.attention.index_top_k, stream.blocks);
  const std::uint64_t choices = stream.heads * stream.tokens;
  const NodeId top = graph.add_node(Operation::top_k, "msa_top_k",
                                    {picked, stream.heads, stream.tokens, 1}, {scores});
  NodeId hidden = graph.like(Operation::scale, "msa_hidden", {bias});
  hidden = graph.add_node(Operation::copy, "msa_hidden", graph[hidden].shape, {hidden}, 2);
  hidden = graph.add_node(Operation::other, "msa_hidden",
                          {stream.blocks, stream.heads, stream.tokens, 1}, {hidden}, 2);
  NodeId zeros = graph.add_node(Operation::copy, "msa_zeros", graph[top].shape, {top});
  zeros = graph.like(Operation::scale, "msa_zeros", {zeros});
  const NodeId target = graph.reshape(hidden, {1, stream.blocks, choices, 1});
  const NodeId rows = graph.reshape(zeros, {1, picked, choices, 1});
  const NodeId places = graph.reshape(top, {picked, choices, 1, 1});
  NodeId mask = graph.set_rows(target, rows, places);
  mask = graph.reshape(mask, {stream.blocks, stream.heads, stream.tokens, 1});
  mask = graph.permute(mask, {stream.blocks, stream.tokens, stream.heads, 1});
  return graph.like(Operation::contiguous, "msa_block_mask", {mask});
}

// From blocks to cells, and what the cache's own mask hides: {cells, tokens, 1, heads}.
NodeId cell_mask(Graph& graph, const Stream& stream, NodeId blocks) {
  const std::uint64_t choices = stream.heads * stream.tokens;
  NodeId mask = graph.transpose(graph.reshape(blocks, {stream.blocks, choices, 1, 1}));
  mask = graph.like(Operation::contiguous, "msa_block_mask", {mask});
  const NodeId cells = input_view(graph, stream.inputs.blocks_of_cells, {stream.cells, 1, 1, 1});
  mask =
      graph.add_node(Operation::get_rows, "msa_mask", {choices, stream.cells, 1, 1}, {mask, cells});
  mask = graph.like(Operation::contiguous, "msa_mask", {graph.transpose(mask)});
  mask = graph.reshape(mask, {stream.cells, stream.tokens, stream.heads, 1});
  mask = graph.add_to(mask, graph.view(stream.inputs.mask, {stream.cells, stream.tokens, 1, 1}));
  const NodeShape shape{stream.cells, stream.tokens, 1, stream.heads};
  return graph.add_node(Operation::copy, "msa_mask4", shape, {graph.reshape(mask, shape)}, 2);
}

NodeId attend_group(Graph& graph, const Stream& stream, NodeId queries, NodeId key_cache,
                    NodeId value_cache, NodeId mask) {
  const model::GroupedAttention& attention = stream.attention;
  const std::uint64_t groups = attention.kv_heads;
  const std::uint64_t members = attention.heads / groups;
  const std::uint64_t length = attention.key_length;
  NodeId query = graph.reshape(queries, {length, members, groups, stream.tokens});
  query = graph.permute(query, {length, stream.tokens, members, groups});
  const auto cached = [&](NodeId cache) {
    const NodeId rows = graph.view(cache, {length, groups, stream.cells, 1}, false);
    return graph.permute(rows, {length, stream.cells, 1, groups});
  };
  const NodeId keys = cached(key_cache);
  NodeId result = graph.add_node(Operation::flash_attention, "msa_fattn",
                                 {length, members, stream.tokens, groups},
                                 {query, keys, cached(value_cache), mask});
  result = graph.permute(result, {length, members, groups, stream.tokens});
  result = graph.like(Operation::contiguous, "msa_fattn", {result});
  return graph.reshape(result, {length * attention.heads, stream.tokens, 1, 1});
}

}  // namespace

bool picks_blocks(const Builder& builder, const LayerTensors& tensors) {
  const bool own_caches = builder.workload().parallel == 1 || !builder.options().kv_unified;
  return tensors.has("indexer.k_proj.weight") && builder.options().flash_attention && own_caches;
}

BlockIndex index_blocks(Builder& builder, const LayerTensors& tensors,
                        const model::GroupedAttention& attention, NodeId source) {
  const std::uint64_t length = attention.index_key_length;
  const CacheCells cells = builder.cache_inputs(0).cells;
  BlockIndex index;
  index.queries = turned_heads(builder, tensors, "indexer.q_proj.weight", "indexer.q_norm.weight",
                               {length, attention.kv_heads, builder.tokens(), 1}, source);
  const NodeId keys =
      turned_heads(builder, tensors, "indexer.k_proj.weight", "indexer.k_norm.weight",
                   {length, 1, builder.tokens(), 1}, source);
  index.cache = builder.cache("cache_k (index)", cells, builder.workload().cache_type_k, length);
  store_keys(builder, keys, builder.block_inputs(attention.index_block).key_places, index.cache,
             cells);
  return index;
}

NodeId attend_blocks(Builder& builder, const model::GroupedAttention& attention,
                     const BlockIndex& index, NodeId queries, NodeId key_cache,
                     NodeId value_cache) {
  Graph& graph = builder.graph();
  const BlockInputs& inputs = builder.block_inputs(attention.index_block);
  const CacheCells cells = builder.cache_inputs(0).cells;
  const Stream stream{attention,
                      inputs,
                      cells.cells,
                      builder.tokens() / cells.streams,
                      graph[inputs.bias].shape[0],
                      attention.kv_heads};
  const NodeId all_keys = graph.view(
      key_cache, {attention.key_length, attention.kv_heads, cells.cells, cells.streams}, false);
  const NodeId all_values = graph.view(
      value_cache, {attention.value_length, attention.kv_heads, cells.cells, cells.streams}, false);
  const NodeId index_keys =
      graph.view(index.cache, {attention.index_key_length, 1, cells.cells, cells.streams}, false);
  NodeId result = no_node;
  for (std::uint64_t i = 0; i < cells.streams; ++i) {
    const NodeId bias = input_view(graph, inputs.bias, {stream.blocks, 1, stream.tokens, 1});
    const NodeId scores = block_scores(graph, stream, index.queries, index_keys, bias);
    const NodeId mask = cell_mask(graph, stream, block_mask(graph, stream, scores, bias));
    const NodeId query =
        graph.view(queries, {attention.key_length, attention.heads, stream.tokens, 1});
    const NodeId attended = attend_group(graph, stream, query, all_keys, all_values, mask);
    result = i == 0 ? attended
                    : graph.add_node(Operation::concatenate, "msa_out",
                                     {graph[attended].shape[0], stream.tokens * (i + 1), 1, 1},
                                     {result, attended});
  }
  return result;
}

}  // namespace vramcalc::memory::llama_cpp
