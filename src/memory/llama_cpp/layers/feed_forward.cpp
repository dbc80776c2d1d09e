// Feed-forward networks without experts, and the choice between the kinds: build_ffn of
// llama.cpp's src/llama-graph.cpp.
#include "memory/llama_cpp/layers/builder.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {

// LLM_FFN_SITU scales and bends both branches one by one; the others are one operation.
NodeId gated(Builder& builder, std::string_view name, NodeId gate, NodeId up) {
  Graph& graph = builder.graph();
  if (builder.family() != "kimi-k3") {
    return graph.like(Operation::gated_linear_unit, name, {gate, up});
  }
  const auto bent = [&](NodeId branch) {
    branch = graph.like(Operation::scale, name, {branch});
    branch = graph.like(Operation::unary, name, {branch});
    return graph.like(Operation::scale, name, {branch});
  };
  const NodeId first = bent(gate);
  const NodeId active =
      graph.like(Operation::multiply, name, {first, graph.like(Operation::unary, name, {gate})});
  return graph.like(Operation::multiply, name, {active, bent(up)});
}

NodeId dense_feed_forward(Builder& builder, const LayerTensors& tensors,
                          const FeedForwardNames& names, NodeId source) {
  Graph& graph = builder.graph();
  const NodeId up = builder.linear("ffn_up", tensors, names.up, names.up_bias, source);
  const std::uint64_t width = tensors.columns(names.down);
  const NodeShape shape{width, graph[source].shape[1], 1, 1};
  NodeId active = no_node;
  if (tensors.has(names.gate)) {
    const NodeId gate = builder.linear("ffn_gate", tensors, names.gate, "", source);
    active = gated(builder, "ffn_swiglu", gate, up);
  } else if (tensors.rows(names.up) == 2 * width) {  // gate and up in one matrix
    active = graph.add_node(Operation::gated_linear_unit, "ffn_swiglu", shape, {up});
  } else {
    active = graph.like(Operation::unary, "ffn_act", {up});
    if (squares_activation(builder.family())) {
      active = graph.like(Operation::square, "ffn_act", {active});
    }
  }
  if (tensors.has("ffn_sub_norm.weight")) {  // BitNet
    active = builder.norm("ffn_sub_norm", active, tensors, "ffn_sub_norm.weight");
  }
  return builder.linear("ffn_down", tensors, names.down, names.down_bias, active);
}

NodeId feed_forward(Builder& builder, const LayerTensors& tensors, NodeId source, NodeId logits) {
  Graph& graph = builder.graph();
  const bool has_experts =
      tensors.has("ffn_up_exps.weight") || tensors.has("ffn_gate_up_exps.weight");
  constexpr FeedForwardNames dense{"ffn_gate.weight", "ffn_up.weight", "ffn_down.weight",
                                   "ffn_up.bias", "ffn_down.bias"};
  if (!has_experts) {
    return dense_feed_forward(builder, tensors, dense, source);
  }
  NodeId routed = routed_experts(builder, tensors, source, logits);
  if (tensors.has("ffn_routed_norm.weight")) {
    routed = builder.norm("ffn_routed_norm", routed, tensors, "ffn_routed_norm.weight");
  }
  if (tensors.has("ffn_routed_up.weight")) {  // Kimi K3
    routed = builder.linear("ffn_routed_up", tensors, "ffn_routed_up.weight", "", routed);
  }
  if (tensors.has("ffn_latent_up.weight")) {
    routed = builder.linear("ffn_latent_up", tensors, "ffn_latent_up.weight", "", routed);
  }
  if (tensors.has("ffn_up.weight")) {  // Grok 2
    const NodeId beside = dense_feed_forward(builder, tensors, dense, source);
    const NodeId sum = graph.like(Operation::add, "ffn_out", {beside, routed});
    return graph.like(Operation::scale, "ffn_out", {sum});
  }
  if (!tensors.has("ffn_up_shexp.weight")) {
    return routed;
  }
  NodeId shared = dense_feed_forward(
      builder, tensors,
      {"ffn_gate_shexp.weight", "ffn_up_shexp.weight", "ffn_down_shexp.weight", "", ""}, source);
  if (tensors.has("ffn_gate_inp_shexp.weight")) {
    NodeId gate = graph.product("shared_expert_gate", 1, source);
    gate = graph.like(Operation::unary, "shared_expert_gate", {gate});
    shared = graph.like(Operation::multiply, "ffn_shexp_gated", {shared, gate});
  }
  return graph.like(Operation::add, "ffn_out", {routed, shared});
}

}  // namespace vramcalc::memory::llama_cpp
