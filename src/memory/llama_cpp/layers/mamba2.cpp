// Mamba 2, and the state-space layers of Nemotron-H, Granite 4 and Falcon-H1: build_mamba2_layer of
// llama.cpp's src/models/mamba-base.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {

NodeId mamba2(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
              NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t inner = tensors.columns("ssm_out.weight");
  const std::uint64_t heads = tensors.rows("ssm_a");
  const std::uint64_t state = mixer.state_elements / inner;
  const std::uint64_t channels = tensors.rows("ssm_conv1d.weight");
  const std::uint64_t groups = (channels - inner) / 2 / state;
  const NodeShape by_head{inner / heads, heads, tokens, sequences};
  const NodeShape by_group{state, groups, tokens, sequences};
  States before{builder, "cache_r", mixer.convolution_elements};
  States states{builder, "cache_s", mixer.state_elements};

  NodeId all = builder.linear("zxBCdt", tensors, "ssm_in.weight", "", source);
  all = graph.reshape(all, {graph[all].shape[0], tokens, sequences, 1});
  const NodeId input =
      convolution_input(builder, before, graph.view(all, {channels, tokens, sequences, 1}, false));
  const NodeId convolved =
      convolution(builder, tensors, "ssm_conv1d.weight", "ssm_conv1d.bias", input);
  const NodeId x = graph.view(convolved, by_head, false);
  const NodeId input_matrix = graph.view(convolved, by_group, false);
  const NodeId output_matrix = graph.view(convolved, by_group, false);
  NodeId step = graph.like(Operation::contiguous, "dt",
                           {graph.view(all, {heads, tokens, sequences, 1}, false)});
  step = graph.like(Operation::add, "dt", {step});

  const NodeId kept = graph.reshape(states.in_cache(), {state, inner / heads, heads, sequences});
  const Device device = graph.device();
  graph.set_device(scan_device(builder, state, inner / heads, false));
  const NodeId scanned =
      graph.add_node(Operation::other, "ssm_scan",
                     {inner * builder.tokens() + mixer.state_elements * sequences, 1, 1, 1},
                     {kept, x, step, input_matrix, output_matrix, builder.state_ids()});
  const NodeId left = graph.view(scanned, {mixer.state_elements, sequences, 1, 1});
  const NodeId output = graph.view(scanned, by_head);
  graph.set_device(device);
  states.keep_others(scanned);
  states.store(left);

  const NodeId skipped = graph.like(Operation::multiply, "mamba2_y_add_d", {x});
  const NodeId sum = graph.like(Operation::add, "mamba2_y_add_d", {output, skipped});
  const NodeId gate = graph.like(Operation::contiguous, "z", {graph.view(all, by_head, false)});
  NodeId gated = graph.like(Operation::gated_linear_unit, "mamba2_y_swiglu", {gate, sum});
  if (tensors.has("ssm_norm.weight")) {
    gated = graph.reshape(gated, {inner / groups, groups, tokens, sequences});
    gated = builder.norm("norm", gated, tensors, "ssm_norm.weight");
  }
  gated = graph.reshape(gated, {inner, builder.tokens(), 1, 1});
  return builder.linear("mamba_out", tensors, "ssm_out.weight", "", gated);
}

}  // namespace vramcalc::memory::llama_cpp
