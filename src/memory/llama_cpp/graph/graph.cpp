#include "memory/llama_cpp/graph/graph.h"

#include <utility>

namespace vramcalc::memory::llama_cpp {

NodeId Graph::append(Node node) {
  nodes_.push_back(node);
  visited_.push_back(false);
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Graph::input(std::string_view name, NodeShape shape, std::uint8_t element_bytes) {
  Node node;
  node.operation = Operation::input;
  node.device = host_device;
  node.name = name;
  node.shape = shape;
  node.element_bytes = element_bytes;
  return append(node);
}

NodeId Graph::leaf(std::string_view name, NodeShape shape, std::uint8_t element_bytes) {
  const NodeId node = input(name, shape, element_bytes);
  nodes_[index(node)].device = device_;
  return node;
}

NodeId Graph::external(std::string_view name, Device device, std::uint64_t bytes) {
  Node node;
  node.operation = Operation::external;
  node.device = device;
  node.name = name;
  node.stored_bytes = bytes;
  return append(node);
}

NodeId Graph::weight(std::string_view name, Device device, std::uint64_t bytes) {
  Node node;
  node.operation = Operation::weight;
  node.device = device;
  node.name = name;
  node.stored_bytes = bytes;
  return append(node);
}

NodeId Graph::add_node(Operation operation, std::string_view name, NodeShape shape,
                       std::initializer_list<NodeId> sources, std::uint8_t element_bytes) {
  Node node;
  node.operation = operation;
  node.device = device_;
  node.name = name;
  node.shape = shape;
  node.element_bytes = element_bytes;
  node.read(sources);
  return append(node);
}

NodeId Graph::like(Operation operation, std::string_view name,
                   std::initializer_list<NodeId> sources) {
  const Node& first = (*this)[*sources.begin()];
  return add_node(operation, name, first.shape, sources, first.element_bytes);
}

NodeId Graph::view_of(Operation operation, NodeId source, NodeShape shape, bool is_contiguous) {
  const Node& parent = (*this)[source];
  Node node;
  node.operation = operation;
  // A view of a cache is where the cache is, and as large.
  node.device = parent.stored_bytes != 0 ? parent.device : device_;
  node.stored_bytes = parent.stored_bytes;
  node.name = parent.name;
  node.shape = shape;
  node.is_contiguous = is_contiguous;
  node.element_bytes = parent.element_bytes;
  node.viewed = parent.is_view() ? parent.viewed : source;
  node.read({&source, 1});
  return append(node);
}

NodeId Graph::reshape(NodeId source, NodeShape shape) {
  return view_of(Operation::reshape, source, shape, (*this)[source].is_contiguous);
}

NodeId Graph::view(NodeId source, NodeShape shape, bool is_contiguous) {
  return view_of(Operation::view, source, shape, is_contiguous);
}

NodeId Graph::permute(NodeId source, NodeShape shape) {
  return view_of(Operation::permute, source, shape, false);
}

NodeId Graph::transpose(NodeId source) {
  NodeShape shape = (*this)[source].shape;
  std::swap(shape[0], shape[1]);
  return view_of(Operation::transpose, source, shape, false);
}

NodeId Graph::write(Operation operation, NodeId into, std::initializer_list<NodeId> sources) {
  const NodeId written = view_of(operation, into, (*this)[into].shape, false);
  nodes_[index(written)].read(sources);
  return written;
}

NodeId Graph::set_rows(NodeId target, NodeId rows, NodeId places) {
  const NodeId node = view_of(Operation::set_rows, target, (*this)[target].shape, true);
  nodes_[index(node)].read(std::array{rows, places, target});
  return node;
}

NodeId Graph::add_to(NodeId target, NodeId source) {
  const NodeId node = view_of(Operation::add, target, (*this)[target].shape, true);
  nodes_[index(node)].read(std::array{target, source});
  return node;
}

NodeId Graph::product(std::string_view name, std::uint64_t rows, NodeId source, NodeId matrix) {
  NodeShape shape = (*this)[source].shape;
  shape[0] = rows;
  return add_node(Operation::matrix_product, name, shape, {matrix, source});
}

// Depth is that of one layer: every layer's result is expanded before the next reads it.
void Graph::expand(NodeId node) {
  if (node == no_node || visited_[index(node)]) {
    return;
  }
  visited_[index(node)] = true;
  for (const NodeId source : (*this)[node].reads()) {
    if (source != no_node && !visited_[index(source)]) {
      expand(source);
    }
  }
  const Operation operation = (*this)[node].operation;
  if (operation == Operation::input) {
    inputs_.push_back(node);
  } else if (operation != Operation::external && operation != Operation::weight) {
    order_.push_back(node);
  }
}

}  // namespace vramcalc::memory::llama_cpp
