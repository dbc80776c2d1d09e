// The state-space layers of PLaMo 2: build_plamo2_mamba_layer of llama.cpp's src/models/plamo2.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {

NodeId plamo2_mamba(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                    NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t inner = tensors.columns("ssm_out.weight");
  const std::uint64_t heads = tensors.columns("ssm_a");
  const std::uint64_t length = inner / heads;
  const std::uint64_t state = mixer.state_elements / inner;
  const NodeShape by_head{length, heads, tokens, sequences};
  States before{builder, "cache_r", mixer.convolution_elements};
  States states{builder, "cache_s", mixer.state_elements};

  const NodeId hidden = graph.reshape(source, {graph[source].shape[0], tokens, sequences, 1});
  const NodeId projected = builder.linear("mamba_in_proj", tensors, "ssm_in.weight", "", hidden);
  const NodeId both = graph.add_node(Operation::contiguous, "mamba_in_proj_out",
                                     {2 * length, heads, tokens, sequences},
                                     {graph.permute(projected, {2 * inner, sequences, tokens, 1})});
  const NodeId values =
      graph.add_node(Operation::contiguous, "mamba_x_split", {inner, tokens, sequences, 1},
                     {graph.view(both, by_head, false)});
  const NodeId input = convolution_input(builder, before, values);
  const NodeId convolved =
      convolution(builder, tensors, "ssm_conv1d.weight", "ssm_conv1d.bias", input);

  const NodeId all = builder.linear("mamba_bcdt_proj", tensors, "ssm_x.weight", "", convolved);
  const auto normed = [&, tokens = tokens, sequences = sequences](
                          std::string_view name, std::uint64_t width, std::string_view weight) {
    return builder.norm(name, graph.view(all, {width, tokens, sequences, 1}, false), tensors,
                        weight);
  };
  const NodeId input_matrix = normed("mamba_B", state, "ssm_b_norm.weight");
  const NodeId output_matrix = normed("mamba_C", state, "ssm_c_norm.weight");
  NodeId step = normed("mamba_dt", tensors.columns("ssm_dt.weight"), "ssm_dt_norm.weight");
  step = builder.linear("mamba_dt_proj", tensors, "ssm_dt.weight", "ssm_dt.bias", step);

  const NodeId x = graph.view(convolved, by_head);
  const NodeShape by_group{state, 1, tokens, sequences};
  const NodeId kept = graph.reshape(states.in_cache(), {state, length, heads, sequences});
  const Device device = graph.device();
  graph.set_device(scan_device(builder, state, length, false));
  const NodeId scanned =
      graph.add_node(Operation::other, "ssm_scan",
                     {inner * builder.tokens() + mixer.state_elements * sequences, 1, 1, 1},
                     {kept, x, step, graph.view(input_matrix, by_group),
                      graph.view(output_matrix, by_group), builder.state_ids()});
  const NodeId left = graph.view(scanned, {mixer.state_elements * sequences, 1, 1, 1});
  const NodeId output = graph.view(scanned, by_head);
  graph.set_device(device);
  states.keep_others(scanned);
  states.store(left);

  const NodeId skipped = graph.like(Operation::multiply, "mamba_y_add_d", {x});
  const NodeId sum = graph.like(Operation::add, "mamba_y_add_d", {output, skipped});
  const NodeId gate = graph.like(Operation::contiguous, "z", {graph.view(both, by_head, false)});
  const NodeId gated = graph.like(Operation::gated_linear_unit, "mamba_y_swiglu_z", {gate, sum});
  const NodeId flat = graph.view(gated, {inner, tokens, sequences, 1});
  const NodeId result = builder.linear("mamba_out_proj", tensors, "ssm_out.weight", "", flat);
  return graph.reshape(result, {graph[result].shape[0], builder.tokens(), 1, 1});
}

}  // namespace vramcalc::memory::llama_cpp
