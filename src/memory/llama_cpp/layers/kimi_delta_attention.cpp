// Kimi delta attention: the recurrent layers of llama.cpp's src/models/kimi-linear.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct Sizes {
  std::uint64_t heads = 0;
  std::uint64_t length = 0;  // of one head
  [[nodiscard]] std::uint64_t inner() const { return heads * length; }
};

// Queries, keys or values, each with a convolution of its own: causal_conv1d.
NodeId convolved_heads(Builder& builder, const LayerTensors& tensors, const Sizes& sizes,
                       std::string_view weight, std::string_view kernel, States& states,
                       NodeId loaded, NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t kept = tensors.columns(kernel) - 1;
  const NodeId before = graph.view(loaded, {kept, sizes.inner(), sequences, 1}, false);
  const NodeId projected = graph.reshape(builder.linear("proj", tensors, weight, "", source),
                                         {sizes.inner(), tokens, sequences, 1});
  const NodeId input =
      graph.add_node(Operation::concatenate, "conv_x", {kept + tokens, sizes.inner(), sequences, 1},
                     {before, graph.transpose(projected)});
  states.store(graph.view(input, {kept, sizes.inner(), sequences, 1}, false));
  const NodeId filter = graph.reshape(graph.external(kernel), {kept + 1, sizes.inner(), 1, 1});
  NodeId result = graph.add_node(Operation::ssm_conv, "conv", {sizes.inner(), tokens, sequences, 1},
                                 {input, filter});
  result = graph.reshape(result, {sizes.inner(), builder.tokens(), 1, 1});
  result = graph.like(Operation::unary, "conv_silu", {result});
  return graph.reshape(result, {sizes.length, sizes.heads, tokens, sequences});
}

}  // namespace

NodeId kimi_delta_attention(Builder& builder, const LayerTensors& tensors,
                            const model::Recurrent& mixer, NodeId source) {
  Graph& graph = builder.graph();
  graph.expand(source);
  const auto [sequences, tokens] = sequences_of(builder);
  const Sizes sizes{tensors.rows("ssm_beta.weight"), tensors.columns("ssm_norm.weight")};
  const NodeShape by_head{sizes.length, sizes.heads, builder.tokens(), 1};
  States before{builder, "cache_r", mixer.convolution_elements};
  States states{builder, "cache_s", mixer.state_elements};
  const NodeId convolutions = before.load("conv_states");
  const auto heads = [&](std::string_view weight, std::string_view kernel) {
    return convolved_heads(builder, tensors, sizes, weight, kernel, before, convolutions, source);
  };
  DeltaRule rule;
  rule.queries = heads("attn_q.weight", "ssm_conv1d_q.weight");
  rule.keys = heads("attn_k.weight", "ssm_conv1d_k.weight");
  rule.values = heads("attn_v.weight", "ssm_conv1d_v.weight");

  NodeId gate = builder.linear("f_a", tensors, "ssm_f_a.weight", "", source);
  gate = builder.linear("g1", tensors, "ssm_f_b.weight", "ssm_dt.bias", gate);
  gate = graph.reshape(graph.like(Operation::unary, "g1", {gate}), by_head);
  const NodeId rates = graph.reshape(graph.external("ssm_a"), {1, sizes.heads, 1, 1});
  gate = graph.like(Operation::multiply, "kda_g1", {gate, rates});
  rule.gate = graph.reshape(gate, {sizes.length, sizes.heads, tokens, sequences});
  const NodeId beta =
      graph.reshape(builder.linear("kda_beta", tensors, "ssm_beta.weight", "", source),
                    {1, sizes.heads, tokens, sequences});
  rule.beta = graph.like(Operation::unary, "kda_beta", {beta});

  const NodeId loaded = states.load("state_predelta");
  rule.queries = unit_length(builder, "Qcur", rule.queries);
  rule.keys = unit_length(builder, "Kcur", rule.keys);
  const NodeId output =
      graph.like(Operation::contiguous, "attn_output", {delta_rule(builder, rule, states, loaded)});

  const std::uint64_t hidden = graph[source].shape[0];
  const NodeId flattened = graph.reshape(graph.reshape(source, {hidden, tokens, sequences, 1}),
                                         {hidden, builder.tokens(), 1, 1});
  NodeId out_gate = flattened;
  if (tensors.has("ssm_g.weight")) {  // Kimi K3: one matrix for two
    out_gate = builder.linear("g2", tensors, "ssm_g.weight", "", out_gate);
  } else {
    out_gate = builder.linear("g_a", tensors, "ssm_g_a.weight", "", out_gate);
    out_gate = builder.linear("g2", tensors, "ssm_g_b.weight", "", out_gate);
  }
  out_gate = graph.reshape(out_gate, by_head);
  const NodeId normed =
      builder.norm("kda_normed", graph.reshape(output, by_head), tensors, "ssm_norm.weight");
  out_gate = graph.like(Operation::unary, "kda_gate", {out_gate});
  const NodeId gated = graph.like(Operation::multiply, "kda_gated", {normed, out_gate});
  const NodeId flat = graph.add_node(Operation::contiguous, "kda_gated",
                                     {sizes.inner(), builder.tokens(), 1, 1}, {gated});
  return builder.linear("kda_out", tensors, "attn_output.weight", "", flat);
}

}  // namespace vramcalc::memory::llama_cpp
