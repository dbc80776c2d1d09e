// Mamba 1, Jamba's too: build_mamba_layer of llama.cpp's src/models/mamba-base.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct ScanInputs {
  NodeId step = no_node;
  NodeId input_matrix = no_node;   // B
  NodeId output_matrix = no_node;  // C
};

// Every channel is a head of its own; one group.
ScanInputs scan_inputs(Builder& builder, const LayerTensors& tensors, std::uint64_t state,
                       NodeId convolved) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const NodeId all = builder.linear("x_db", tensors, "ssm_x.weight", "", convolved);
  NodeId step = graph.view(all, {tensors.columns("ssm_dt.weight"), tokens, sequences, 1}, false);
  ScanInputs inputs;
  inputs.input_matrix = graph.view(all, {state, 1, tokens, sequences}, false);
  inputs.output_matrix = graph.view(all, {state, 1, tokens, sequences}, false);
  if (tensors.has("ssm_dt_norm.weight")) {
    step = builder.norm("ssm_dt_norm", step, tensors, "ssm_dt_norm.weight");
    inputs.input_matrix =
        builder.norm("ssm_b_norm", inputs.input_matrix, tensors, "ssm_b_norm.weight");
    inputs.output_matrix =
        builder.norm("ssm_c_norm", inputs.output_matrix, tensors, "ssm_c_norm.weight");
  } else {
    step = graph.like(Operation::contiguous, "dt", {step});
  }
  inputs.step = builder.linear("dt", tensors, "ssm_dt.weight", "ssm_dt.bias", step);
  return inputs;
}

}  // namespace

NodeId mamba(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
             NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t inner = tensors.columns("ssm_out.weight");
  const std::uint64_t state = mixer.state_elements / inner;
  const NodeShape wide{inner, tokens, sequences, 1};
  States before{builder, "cache_r", mixer.convolution_elements};
  States states{builder, "cache_s", mixer.state_elements};

  const NodeId hidden = graph.reshape(source, {graph[source].shape[0], tokens, sequences, 1});
  const NodeId both = builder.linear("xz", tensors, "ssm_in.weight", "", hidden);
  const NodeId input = convolution_input(builder, before, graph.view(both, wide, false));
  const NodeId convolved =
      convolution(builder, tensors, "ssm_conv1d.weight", "ssm_conv1d.bias", input);
  const ScanInputs inputs = scan_inputs(builder, tensors, state, convolved);

  const NodeId heads = graph.reshape(convolved, {1, inner, tokens, sequences});
  const NodeId kept = graph.reshape(states.in_cache(), {state, 1, inner, sequences});
  const Device device = graph.device();
  graph.set_device(scan_device(builder, state, 1, true));
  const NodeId scanned = graph.add_node(
      Operation::other, "ssm_scan",
      {inner * builder.tokens() + mixer.state_elements * sequences, 1, 1, 1},
      {kept, heads, inputs.step, inputs.input_matrix, inputs.output_matrix, builder.state_ids()});
  const NodeId left = graph.view(scanned, {mixer.state_elements * sequences, 1, 1, 1});
  const NodeId output = graph.view(scanned, wide);
  graph.set_device(device);
  states.keep_others(scanned);
  states.store(left);

  const NodeId skipped = graph.like(Operation::multiply, "mamba_y_add_d", {convolved});
  const NodeId sum = graph.like(Operation::add, "mamba_y_add_d", {output, skipped});
  const NodeId gate = graph.like(Operation::contiguous, "z", {graph.view(both, wide, false)});
  const NodeId gated = graph.like(Operation::gated_linear_unit, "mamba_y_swiglu", {gate, sum});
  const NodeId result = builder.linear("mamba_out", tensors, "ssm_out.weight", "", gated);
  return graph.reshape(result, {graph[result].shape[0], builder.tokens(), 1, 1});
}

}  // namespace vramcalc::memory::llama_cpp
