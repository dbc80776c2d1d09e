// LFM2's gated convolutions over the last few tokens: build_shortconv_block of llama.cpp's
// src/models/lfm2.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {

NodeId short_convolution(Builder& builder, const LayerTensors& tensors,
                         const model::Recurrent& mixer, NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t width = tensors.columns("shortconv.out_proj.weight");
  const NodeId hidden = graph.reshape(source, {graph[source].shape[0], tokens, sequences, 1});
  const NodeId all =
      builder.linear("conv.in_proj", tensors, "shortconv.in_proj.weight", "", hidden);
  const auto part = [&, tokens = tokens, sequences = sequences] {
    return graph.view(all, {width, tokens, sequences, 1}, false);
  };
  const NodeId gate_in = part();
  const NodeId gate_out = part();
  const NodeId values = graph.like(Operation::multiply, "bx", {gate_in, part()});
  States states{builder, "cache_r", mixer.convolution_elements};
  const NodeId input = convolution_input(builder, states, values);
  const NodeId convolved =
      graph.add_node(Operation::ssm_conv, "conv.conv", {width, tokens, sequences, 1}, {input});
  const NodeId gated = graph.like(Operation::multiply, "conv.gated", {gate_out, convolved});
  const NodeId result =
      builder.linear("conv.out_proj", tensors, "shortconv.out_proj.weight", "", gated);
  return graph.reshape(result, {graph[result].shape[0], builder.tokens(), 1, 1});
}

}  // namespace vramcalc::memory::llama_cpp
