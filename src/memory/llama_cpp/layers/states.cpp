#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {

Sequences sequences_of(const Builder& builder) {
  const std::uint64_t count = builder.workload().parallel;
  return {count, builder.tokens() / count};
}

States::States(Builder& builder, std::string_view name, std::uint64_t elements)
    : builder_(builder), elements_(elements), cache_(builder.graph().external(name)) {}

// One state is cleared in place, for sequences that begin.
NodeId States::in_cache() {
  Graph& graph = builder_.graph();
  rows_ = graph.reshape(cache_, {elements_, builder_.workload().parallel, 1, 1});
  const NodeId cleared = graph.view(rows_, {elements_, 1, 1, 1});
  graph.expand(graph.write(Operation::scale, cleared, {cleared}));
  return rows_;
}

NodeId States::load(std::string_view name) {
  const NodeId rows = in_cache();
  const NodeId loaded = builder_.graph().add_node(Operation::get_rows, name,
                                                  {elements_, builder_.workload().parallel, 1, 1},
                                                  {rows, builder_.state_ids()});
  keep_others(loaded);
  return loaded;
}

// All sequences take part in the pass that memory is reserved for: the others are none.
void States::keep_others(NodeId reader) {
  Graph& graph = builder_.graph();
  graph.expand(reader);
  const NodeId others = graph.add_node(Operation::get_rows, "states_extra", {elements_, 0, 1, 1},
                                       {rows_, builder_.idle_state_ids()});
  const NodeId place = graph.view(cache_, {elements_, 0, 1, 1}, false);
  graph.expand(graph.write(Operation::copy, place, {others, place}));
}

void States::store(NodeId states) {
  Graph& graph = builder_.graph();
  const NodeId place = graph.view(cache_, {elements_, builder_.workload().parallel, 1, 1}, false);
  graph.expand(graph.write(Operation::copy, place, {states, place}));
}

// GGML_OP_SSM_SCAN in supports_op of ggml/src/ggml-vulkan/ggml-vulkan.cpp and
// ggml/src/ggml-cuda/ggml-cuda.cu: kernels are written for some sizes only.
Device scan_device(Builder& builder, std::uint64_t state, std::uint64_t length, bool by_channel) {
  const bool has_kernel = by_channel
                              ? builder.options().backend != LlamaCppBackend::vulkan && state == 16
                              : (state == 128 || state == 256) && length % 16 == 0;
  return has_kernel ? builder.graph().device() : host_device;
}

NodeId convolution_input(Builder& builder, States& states, NodeId values) {
  Graph& graph = builder.graph();
  const NodeId loaded = states.load("conv_states");
  const NodeShape shape = graph[values].shape;
  const std::uint64_t channels = shape[0];
  const std::uint64_t kept = graph[loaded].shape[0] / channels;
  const NodeId before = graph.reshape(loaded, {kept, channels, shape[2], 1});
  const NodeId input =
      graph.add_node(Operation::concatenate, "conv_input", {kept + shape[1], channels, shape[2], 1},
                     {before, graph.transpose(values)});
  states.store(graph.view(input, {kept, channels, shape[2], 1}, false));
  return input;
}

NodeId convolution(Builder& builder, const LayerTensors& tensors, std::string_view weight,
                   std::string_view bias, NodeId input) {
  Graph& graph = builder.graph();
  const NodeShape shape = graph[input].shape;
  const std::uint64_t tokens = shape[0] + 1 - tensors.columns(weight);
  NodeId result =
      graph.add_node(Operation::ssm_conv, "conv_output", {shape[1], tokens, shape[2], 1}, {input});
  if (tensors.has(bias)) {
    result = graph.like(Operation::add, "conv_output", {result});
  }
  return graph.like(Operation::unary, "conv_output_silu", {result});
}

}  // namespace vramcalc::memory::llama_cpp
