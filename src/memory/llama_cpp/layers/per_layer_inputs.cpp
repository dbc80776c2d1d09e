// build_inp_per_layer and project_per_layer_inputs of llama.cpp's src/models/gemma3n.cpp and
// gemma4.cpp.
#include "memory/llama_cpp/layers/per_layer_inputs.h"

namespace vramcalc::memory::llama_cpp {

void PerLayerInputs::begin(Builder& builder, NodeId stream) {
  const LayerTensors& whole = builder.tensors().whole;
  if (!whole.has("per_layer_token_embd.weight")) {
    return;
  }
  Graph& graph = builder.graph();
  const std::uint64_t all = whole.columns("per_layer_token_embd.weight");
  const std::uint64_t layers = builder.architecture().layers.size();
  const std::uint64_t tokens = builder.tokens();
  width_ = all / layers;
  const NodeShape apart{width_, layers, tokens, 1};
  const NodeId ids = graph.input("inp_tokens", {tokens, 1, 1, 1}, 4);
  const Device first = graph.device();
  graph.set_device(host_device);
  NodeId looked_up =
      graph.add_node(Operation::get_rows, "inp_per_layer", {all, tokens, 1, 1}, {ids});
  looked_up = graph.reshape(looked_up, apart);
  graph.set_device(first);
  looked_up = graph.like(Operation::scale, "inp_per_layer_selected", {looked_up});
  graph.expand(looked_up);
  NodeId projected =
      builder.linear("per_layer_proj", whole, "per_layer_model_proj.weight", "", stream);
  projected = graph.like(Operation::scale, "per_layer_proj", {projected});
  projected = graph.reshape(projected, apart);
  projected = builder.norm("per_layer_proj", projected, whole, "per_layer_proj_norm.weight");
  NodeId sum = graph.like(Operation::add, "inp_per_layer", {projected, looked_up});
  sum = graph.like(Operation::scale, "inp_per_layer", {sum});
  const NodeShape by_layer{width_, tokens, layers, 1};
  vectors_ = graph.add_node(Operation::contiguous, "inp_per_layer", by_layer,
                            {graph.permute(sum, by_layer)});
}

NodeId PerLayerInputs::apply(Builder& builder, const LayerTensors& tensors, NodeId source) const {
  Graph& graph = builder.graph();
  NodeId gated = builder.linear("per_layer_gate", tensors, "inp_gate.weight", "", source);
  gated = graph.like(Operation::unary, "per_layer_gate", {gated});
  const NodeId of_layer = graph.view(vectors_, graph[gated].shape);
  gated = graph.like(Operation::multiply, "per_layer_gated", {gated, of_layer});
  const NodeId back = builder.linear("per_layer_embd_out", tensors, "proj.weight", "", gated);
  return builder.norm("per_layer_embd_out", back, tensors, "post_norm.weight");
}

}  // namespace vramcalc::memory::llama_cpp
