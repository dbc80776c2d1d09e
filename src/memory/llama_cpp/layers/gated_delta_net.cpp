// The gated delta net of Qwen3-Next and Qwen3.5: build_layer_attn_linear of llama.cpp's
// src/models/qwen3next.cpp and qwen35.cpp, build_recurrent_attn of delta-net-base.cpp.
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct Heads {
  std::uint64_t keys = 0;
  std::uint64_t values = 0;
  std::uint64_t width = 0;  // of either
};

struct Rates {
  NodeId beta = no_node;
  NodeId decay = no_node;  // before it is biased
};

// One matrix for both, each key head's rates side by side; else one each.
Rates rates(Builder& builder, const LayerTensors& tensors, const Heads& heads, NodeId source) {
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  Rates result;
  if (tensors.has("ssm_ba.weight")) {
    const std::uint64_t shared = heads.values / heads.keys;
    const NodeId both =
        graph.reshape(builder.linear("linear_attn_mixed_ba", tensors, "ssm_ba.weight", "", source),
                      {2 * shared, heads.keys, tokens, sequences});
    const NodeShape half{shared, heads.keys, tokens, sequences};
    const NodeId beta = graph.like(Operation::contiguous, "b", {graph.view(both, half, false)});
    result.beta = graph.reshape(graph.like(Operation::unary, "beta", {beta}),
                                {1, heads.values, tokens, sequences});
    result.decay = graph.add_node(Operation::contiguous, "a", {heads.values, tokens, sequences, 1},
                                  {graph.view(both, half, false)});
    return result;
  }
  const NodeId beta = graph.reshape(builder.linear("beta", tensors, "ssm_beta.weight", "", source),
                                    {1, heads.values, tokens, sequences});
  result.beta = graph.like(Operation::unary, "beta", {beta});
  result.decay = graph.reshape(builder.linear("alpha", tensors, "ssm_alpha.weight", "", source),
                               {heads.values, tokens, sequences, 1});
  return result;
}

// The operation reads as many heads of keys as of values where the rates come from one matrix.
NodeId repeat(Builder& builder, const LayerTensors& tensors, const Heads& heads, NodeId keys) {
  if (!tensors.has("ssm_ba.weight") || heads.keys == heads.values) {
    return keys;
  }
  Graph& graph = builder.graph();
  const auto [sequences, tokens] = sequences_of(builder);
  const NodeId single = graph.reshape(keys, {heads.width, 1, heads.keys, builder.tokens()});
  const NodeId repeated = graph.add_node(
      Operation::other, "repeated_heads",
      {heads.width, heads.values / heads.keys, heads.keys, builder.tokens()}, {single});
  return graph.reshape(repeated, {heads.width, heads.values, tokens, sequences});
}

}  // namespace

NodeId unit_length(Builder& builder, std::string_view name, NodeId heads) {
  Graph& graph = builder.graph();
  return graph.like(Operation::scale, name, {graph.like(Operation::rms_norm, name, {heads})});
}

// The result of GGML_OP_GATED_DELTA_NET holds the new states after the tokens' values.
NodeId delta_rule(Builder& builder, const DeltaRule& rule, States& states, NodeId loaded) {
  Graph& graph = builder.graph();
  const NodeShape shape = graph[rule.values].shape;
  const std::uint64_t width = shape[0];
  const std::uint64_t heads = shape[1];
  const std::uint64_t sequences = shape[3];
  const NodeId state = graph.reshape(loaded, {width, width, heads, sequences});
  const NodeId result =
      graph.add_node(Operation::other, "gated_delta_net",
                     {width * heads, shape[2] * sequences + width * sequences, 1, 1},
                     {rule.queries, rule.keys, rule.values, rule.gate, rule.beta, state});
  const NodeId output = graph.view(result, shape, false);
  states.store(graph.view(result, {width, width, heads, sequences}, false));
  return output;
}

NodeId gated_delta_net(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                       NodeId source) {
  Graph& graph = builder.graph();
  graph.expand(source);
  const auto [sequences, tokens] = sequences_of(builder);
  const std::uint64_t channels = tensors.rows("attn_qkv.weight");
  const std::uint64_t inner = tensors.rows("attn_gate.weight");
  Heads heads;
  heads.values = tensors.columns("ssm_a");
  heads.width = inner / heads.values;
  heads.keys = (channels - inner) / 2 / heads.width;

  const NodeId mixed =
      graph.reshape(builder.linear("linear_attn_qkv_mixed", tensors, "attn_qkv.weight", "", source),
                    {channels, tokens, sequences, 1});
  const NodeId z = builder.linear("z", tensors, "attn_gate.weight", "", source);
  const Rates rate = rates(builder, tensors, heads, source);
  NodeId gate = graph.like(Operation::add, "a_softplus", {rate.decay});
  gate = graph.like(Operation::unary, "a_softplus", {gate});
  gate = graph.reshape(graph.like(Operation::multiply, "gate", {gate}),
                       {1, heads.values, tokens, sequences});

  States before{builder, "cache_r", mixer.convolution_elements};
  States states{builder, "cache_s", mixer.state_elements};
  const NodeId input = convolution_input(builder, before, mixed);
  const NodeId loaded = states.load("state_predelta");
  const NodeId convolved =
      convolution(builder, tensors, "ssm_conv1d.weight", "ssm_conv1d.bias", input);
  const auto part = [&, tokens = tokens, sequences = sequences](std::uint64_t count) {
    return graph.view(convolved, {heads.width, count, tokens, sequences}, false);
  };
  DeltaRule rule;
  rule.queries = repeat(builder, tensors, heads, unit_length(builder, "q_conv", part(heads.keys)));
  rule.keys = repeat(builder, tensors, heads, unit_length(builder, "k_conv", part(heads.keys)));
  rule.values = part(heads.values);
  rule.gate = gate;
  rule.beta = rate.beta;
  const NodeId output = delta_rule(builder, rule, states, loaded);

  const NodeId heads_of_z = graph.reshape(z, {heads.width, heads.values, tokens, sequences});
  const NodeId normed = builder.norm("norm", output, tensors, "ssm_norm.weight");
  const NodeId gated = graph.like(Operation::multiply, "final_output",
                                  {normed, graph.like(Operation::unary, "z_silu", {heads_of_z})});
  const NodeId flat = graph.reshape(gated, {inner, tokens, sequences, 1});
  const NodeId result = builder.linear("linear_attn_out", tensors, "ssm_out.weight", "", flat);
  return graph.reshape(result, {graph[result].shape[0], builder.tokens(), 1, 1});
}

}  // namespace vramcalc::memory::llama_cpp
