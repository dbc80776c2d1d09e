// A compute graph as far as its memory goes: operations, their sizes and what they read.
//
// It is built in ggml's own order (ggml_build_forward_expand: sources first, left to right), for
// the order decides what is alive together. Weights and caches have buffers of their own: they are
// not nodes, except that a write into a cache names it, for order's sake.
// https://github.com/ggml-org/llama.cpp ggml/src/ggml.c, release 0.5.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/memory/device.h>

namespace vramcalc::memory::llama_cpp {

/// What ggml distinguishes when it orders and places nodes.
enum class Operation : std::uint8_t {
  input,     // filled by the program before a run
  external,  // a cache: memory of its own
  weight,    // likewise; on another device it is copied for whoever reads it
  // views of another node's memory
  reshape,
  view,
  permute,
  transpose,
  // may take over the memory of a source that nothing else reads (ggml_op_can_inplace)
  add,
  add_id,
  clamp,
  divide,
  fill,
  multiply,
  rms_norm,
  rope,
  scale,
  soft_max,
  square,
  square_root,
  subtract,
  unary,
  // always into new memory
  argsort,
  concatenate,
  contiguous,
  copy,
  flash_attention,
  gated_linear_unit,
  get_rows,
  layer_norm,
  matrix_product,
  matrix_product_by_expert,
  other,
  set_rows,
  ssm_conv,
  sum_rows,
  top_k,
};

using NodeId = std::int32_t;
inline constexpr NodeId no_node = -1;

/// Elements along each dimension, the fastest first.
using NodeShape = std::array<std::uint64_t, 4>;

struct Node {
  static constexpr std::size_t most_sources = 8;

  Operation operation = Operation::other;
  bool is_contiguous = true;
  bool is_output = false;  // read after the run: never reused
  std::uint8_t element_bytes = 4;
  std::uint8_t source_count = 0;
  std::uint64_t stored_bytes = 0;     // of weights and caches, whose elements lie in blocks; else 0
  std::uint64_t workspace_bytes = 0;  // that the operation needs behind its result
  Device device;
  NodeId viewed = no_node;  // whose memory a view shares; never itself a view
  std::string_view name;    // llama.cpp's, static
  NodeShape shape{1, 1, 1, 1};
  std::array<NodeId, most_sources> sources{no_node, no_node, no_node, no_node,
                                           no_node, no_node, no_node, no_node};

  /// What it reads; no_node among them is a weight or a cache on the same device.
  [[nodiscard]] std::span<const NodeId> reads() const { return {sources.data(), source_count}; }
  void read(std::span<const NodeId> nodes) {
    std::copy(nodes.begin(), nodes.end(), sources.begin());
    source_count = static_cast<std::uint8_t>(nodes.size());
  }

  [[nodiscard]] std::uint64_t elements() const { return shape[0] * shape[1] * shape[2] * shape[3]; }
  [[nodiscard]] std::uint64_t bytes() const {
    return stored_bytes != 0 ? stored_bytes : elements() * element_bytes;
  }
  [[nodiscard]] bool is_view() const { return viewed != no_node; }
  [[nodiscard]] bool has_memory() const {
    return !is_view() && operation != Operation::external && operation != Operation::weight;
  }
};

/// ggml_is_empty's kin: nothing is computed.
[[nodiscard]] constexpr bool is_reinterpretation(Operation operation) {
  return operation >= Operation::reshape && operation <= Operation::transpose;
}

[[nodiscard]] constexpr bool can_work_in_place(Operation operation) {
  return operation >= Operation::add && operation <= Operation::unary;
}

class Graph {
 public:
  explicit Graph(std::uint64_t tokens) : tokens_(tokens) {}

  /// Tokens of one pass.
  [[nodiscard]] std::uint64_t tokens() const { return tokens_; }

  /// New nodes are computed there.
  void set_device(Device device) { device_ = device; }
  [[nodiscard]] Device device() const { return device_; }

  NodeId input(std::string_view name, NodeShape shape, std::uint8_t element_bytes);
  /// A cache on a device; `bytes` of it are copied where a node elsewhere reads it.
  NodeId external(std::string_view name, Device device, std::uint64_t bytes);
  NodeId external(std::string_view name) { return external(name, device_, 0); }
  NodeId weight(std::string_view name, Device device, std::uint64_t bytes);
  /// Not filled by the program: on the present device from the beginning on.
  NodeId leaf(std::string_view name, NodeShape shape, std::uint8_t element_bytes);

  NodeId add_node(Operation operation, std::string_view name, NodeShape shape,
                  std::initializer_list<NodeId> sources, std::uint8_t element_bytes = 4);
  /// The same shape as its first source.
  NodeId like(Operation operation, std::string_view name, std::initializer_list<NodeId> sources);

  NodeId reshape(NodeId source, NodeShape shape);
  /// A part of the source, or another stride: its rows do not follow each other.
  NodeId view(NodeId source, NodeShape shape, bool is_contiguous = true);
  NodeId permute(NodeId source, NodeShape shape);
  NodeId transpose(NodeId source);
  /// Puts `rows` into `target`, whose memory the result is.
  NodeId set_rows(NodeId target, NodeId rows, NodeId places);
  /// Adds to `target` itself.
  NodeId add_to(NodeId target, NodeId source);
  /// What works in the memory of another node: a copy into a cache.
  NodeId write(Operation operation, NodeId into, std::initializer_list<NodeId> sources);

  /// Weights times `source`: {rows, the source's other dimensions}.
  /// `matrix`: the weights, where they must be copied first.
  NodeId product(std::string_view name, std::uint64_t rows, NodeId source, NodeId matrix = no_node);

  void add_workspace(NodeId node, std::uint64_t bytes) {
    nodes_[index(node)].workspace_bytes = bytes;
  }
  void mark_output(NodeId node) { nodes_[index(node)].is_output = true; }

  /// Appends what is not yet in the order: the node and everything that it reads.
  void expand(NodeId node);

  [[nodiscard]] const Node& operator[](NodeId node) const { return nodes_[index(node)]; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  [[nodiscard]] std::span<const NodeId> order() const { return order_; }
  /// Inputs in the order in which they were first read.
  [[nodiscard]] std::span<const NodeId> inputs() const { return inputs_; }
  void reorder(std::vector<NodeId> order) { order_ = std::move(order); }

 private:
  static std::size_t index(NodeId node) { return static_cast<std::size_t>(node); }
  NodeId append(Node node);
  NodeId view_of(Operation operation, NodeId source, NodeShape shape, bool is_contiguous);

  std::uint64_t tokens_;
  Device device_;
  std::vector<Node> nodes_;
  std::vector<bool> visited_;
  std::vector<NodeId> order_;
  std::vector<NodeId> inputs_;
};

}  // namespace vramcalc::memory::llama_cpp
