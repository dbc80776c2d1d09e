// New keys and values go to their places: llama_kv_cache::cpy_k and cpy_v of llama.cpp's
// src/llama-kv-cache.cpp.
#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Places count through all streams.
NodeId over_all_streams(Graph& graph, NodeId cache, const CacheCells& cells) {
  return cells.streams > 1 ? graph.reshape(cache, graph[cache].shape) : cache;
}

// Before rows went to places that an input names, they were copied into a part of the cache.
void copy_into(Graph& graph, NodeId cache, NodeId rows) {
  graph.expand(graph.write(Operation::copy, cache, {rows, cache}));
}

NodeShape rows_of_tokens(const Node& node) {
  return {node.shape[0] * node.shape[1], node.shape[2], 1, 1};
}

}  // namespace

void store_keys(Builder& builder, NodeId keys, NodeId places, NodeId cache,
                const CacheCells& cells) {
  Graph& graph = builder.graph();
  const NodeId rows = graph.view(keys, rows_of_tokens(graph[keys]));
  if (places == no_node) {
    copy_into(graph, cache, rows);
    return;
  }
  graph.expand(graph.set_rows(over_all_streams(graph, cache, cells), rows, places));
}

void store_values(Builder& builder, NodeId values, NodeId places, NodeId cache,
                  const CacheCells& cells) {
  if (builder.options().flash_attention || places == no_node) {
    store_keys(builder, values, places, cache, cells);
    return;
  }
  Graph& graph = builder.graph();
  const NodeShape elements{1, graph[values].elements(), 1, 1};
  NodeId rows =
      graph[values].is_contiguous
          ? graph.reshape(values, rows_of_tokens(graph[values]))
          : graph.add_node(Operation::contiguous, "Vcur", rows_of_tokens(graph[values]), {values});
  rows = graph.reshape(rows, elements);
  const NodeId single = graph.reshape(cache, graph[cache].shape);
  graph.expand(graph.set_rows(single, rows, places));
}

}  // namespace vramcalc::memory::llama_cpp
