// build_hc_pre, build_hc_sinkhorn, build_hc_post and build_hc_head of llama.cpp's
// src/models/deepseek4.cpp. What becomes of all rows is fused on both GPU backends; how they are
// combined is on CUDA alone.
#include "memory/llama_cpp/layers/hyper_connections.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// hc_sinkhorn_iters of https://huggingface.co/deepseek-ai/DeepSeek-V4-Flash config.json
constexpr int sinkhorn_rounds = 20;

NodeId affine(Graph& graph, NodeId source) {
  return graph.like(Operation::add, "hc_affine",
                    {graph.like(Operation::multiply, "hc_affine", {source})});
}

NodeId weights_of_rows(Graph& graph, NodeId source) {
  const NodeId weights = graph.like(Operation::unary, "hc_weights", {affine(graph, source)});
  return graph.like(Operation::scale, "hc_weights", {weights});
}

NodeId divided_by_sum(Graph& graph, NodeId matrices, NodeId addends, NodeId epsilon,
                      bool by_column) {
  NodeShape shape = graph[addends].shape;
  shape[0] = 1;
  NodeId sum = graph.add_node(Operation::sum_rows, "hc_sum", shape, {addends});
  sum = graph.like(Operation::add, "hc_sum", {sum, epsilon});
  if (by_column) {
    sum = graph.permute(sum, {shape[1], 1, shape[2], 1});
  }
  return graph.like(Operation::divide, "hc_comb", {matrices, sum});
}

// Rows and columns are divided by their sums in turn.
NodeId balanced(Graph& graph, NodeId matrices) {
  matrices = graph.like(Operation::soft_max, "hc_comb", {matrices});
  const NodeId room = graph.leaf("hc_eps", {1, 1, 1, 1}, 4);
  const NodeId epsilon = graph.like(Operation::fill, "hc_eps", {room});
  matrices = graph.like(Operation::add, "hc_comb", {matrices, epsilon});
  const auto columns = [&] {
    const NodeId turned = graph.permute(matrices, graph[matrices].shape);
    const NodeId addends = graph.like(Operation::contiguous, "hc_comb", {turned});
    matrices = divided_by_sum(graph, matrices, addends, epsilon, true);
  };
  columns();
  for (int round = 1; round < sinkhorn_rounds; ++round) {
    matrices = divided_by_sum(graph, matrices, matrices, epsilon, false);
    columns();
  }
  return matrices;
}

NodeId mixes(Builder& builder, const LayerTensors& tensors, std::string_view matrix, NodeId rows) {
  Graph& graph = builder.graph();
  const NodeShape shape = graph[rows].shape;
  const NodeId flat = graph.reshape(rows, {shape[0] * shape[1], shape[2], 1, 1});
  const NodeId normed = graph.like(Operation::rms_norm, "hc_norm", {flat});
  return builder.linear("hc_mixes", tensors, matrix, "", normed);
}

}  // namespace

HyperConnection read_rows(Builder& builder, const LayerTensors& tensors, std::string_view matrix,
                          NodeId rows) {
  Graph& graph = builder.graph();
  const NodeShape shape = graph[rows].shape;
  const std::uint64_t tokens = shape[2];
  const std::uint64_t count = shape[1];
  const NodeId mixed = mixes(builder, tensors, matrix, rows);
  const auto part = [&](std::uint64_t length) {
    return graph.view(mixed, {length, tokens, 1, 1}, false);
  };
  HyperConnection connection;
  const NodeId weights = weights_of_rows(graph, part(count));
  connection.post = weights_of_rows(graph, part(count));
  if (builder.options().backend == LlamaCppBackend::cuda) {
    connection.combination =
        graph.add_node(Operation::other, "hc_comb", {count, count, tokens, 1}, {mixed});
  } else {
    const NodeId raw = affine(graph, part(count * count));
    connection.combination = balanced(graph, graph.reshape(raw, {count, count, tokens, 1}));
  }
  connection.input =
      graph.add_node(Operation::other, "hc_pre", {shape[0], tokens, 1, 1}, {rows, weights});
  return connection;
}

NodeId write_rows(Builder& builder, const HyperConnection& connection, NodeId result, NodeId rows) {
  Graph& graph = builder.graph();
  return graph.add_node(Operation::other, "hc_post", graph[rows].shape,
                        {result, rows, connection.post, connection.combination});
}

NodeId join_rows(Builder& builder, const LayerTensors& tensors, NodeId rows) {
  Graph& graph = builder.graph();
  const NodeShape shape = graph[rows].shape;
  const NodeId weights =
      weights_of_rows(graph, mixes(builder, tensors, "output_hc_fn.weight", rows));
  NodeId joined = no_node;
  for (std::uint64_t row = 0; row < shape[1]; ++row) {
    const NodeId weight = graph.view(weights, {1, shape[2], 1, 1}, false);
    const NodeId source = graph.view(rows, {shape[0], shape[2], 1, 1}, false);
    const NodeId weighted = graph.like(Operation::multiply, "hc_head", {source, weight});
    joined = row == 0 ? weighted : graph.like(Operation::add, "hc_head", {joined, weighted});
  }
  return joined;
}

}  // namespace vramcalc::memory::llama_cpp
