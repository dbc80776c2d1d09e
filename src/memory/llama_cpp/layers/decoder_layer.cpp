#include "memory/llama_cpp/layers/decoder_layer.h"

#include <initializer_list>

#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

NodeId mix(Builder& builder, const LayerTensors& tensors, const model::Layer& layer,
           NodeId source) {
  return std::visit(
      Overloaded{[&](const model::NoMixer&) { return no_node; },
                 [&](const model::GroupedAttention& attention) {
                   return tensors.has("attn_kv_b.weight")
                              ? expanded_latent_attention(builder, tensors, attention, source)
                              : grouped_attention(builder, tensors, attention, source);
                 },
                 [&](const model::LatentAttention& attention) {
                   return latent_attention(builder, tensors, attention, source);
                 },
                 [&](const model::Recurrent& mixer) {
                   return recurrent(builder, tensors, mixer, source);
                 }},
      layer.mixer);
}

// Which norm stands where follows from the names: a post_attention_norm without ffn_norm and
// post_ffw_norm is the norm before the feed-forward (GLM-4.5, gpt-oss, Qwen3-Next), and so is
// DBRX's attn_output_norm.
std::string_view norm_before_feed_forward(const LayerTensors& tensors) {
  if (tensors.has("ffn_norm.weight")) {
    return "ffn_norm.weight";
  }
  if (tensors.has("attn_output_norm.weight")) {
    return "attn_output_norm.weight";
  }
  const bool stands_before =
      tensors.has("post_attention_norm.weight") && !tensors.has("post_ffw_norm.weight");
  return stands_before ? "post_attention_norm.weight" : "";
}

// The first of these norms that is there, unless it stands elsewhere.
NodeId norm_of_result(Builder& builder, const LayerTensors& tensors, std::string_view name,
                      std::initializer_list<std::string_view> weights, std::string_view elsewhere,
                      NodeId source) {
  for (const std::string_view weight : weights) {
    if (weight != elsewhere && tensors.has(weight)) {
      return builder.norm(name, source, tensors, weight);
    }
  }
  return source;
}

NodeId select_outputs(Builder& builder, NodeId node) {
  Graph& graph = builder.graph();
  NodeShape shape = graph[node].shape;
  shape[1] = builder.outputs();
  return graph.add_node(Operation::get_rows, "selected", shape, {node, builder.output_ids()});
}

// Attention and feed-forward work beside each other.
NodeId add_up(Graph& graph, Residual order, NodeId residual, NodeId mixed, NodeId fed) {
  const auto sum = [&](NodeId a, NodeId b, NodeId c) {
    return graph.like(Operation::add, "l_out", {graph.like(Operation::add, "ffn_out", {a, b}), c});
  };
  switch (order) {
    case Residual::attention_first:
      return sum(mixed, fed, residual);
    case Residual::feed_forward_first:
      return sum(fed, mixed, residual);
    case Residual::attended_last:
      return graph.like(Operation::add, "l_out",
                        {fed, graph.like(Operation::add, "ffn_inp", {mixed, residual})});
    default:
      return sum(fed, residual, mixed);
  }
}

}  // namespace

NodeId decoder_layer(Builder& builder, std::size_t index, NodeId input, bool is_last) {
  Graph& graph = builder.graph();
  const LayerTensors& tensors = builder.tensors().layers[index];
  const model::Layer& layer = builder.architecture().layers[index];
  const bool bare_norms = has_bare_norms(builder.family());
  const auto select = [&](NodeId node) {
    return is_last && node != no_node ? select_outputs(builder, node) : node;
  };
  const NodeId normed = tensors.has("attn_norm.weight") || bare_norms
                            ? builder.norm("attn_norm", input, tensors, "attn_norm.weight")
                            : input;
  const NodeId logits =
      routes_before_attention(builder.family())
          ? select(builder.linear("ffn_moe_logits", tensors, "ffn_gate_inp.weight", "", input))
          : no_node;
  // Falcon 40B norms once for attention and once for the feed-forward.
  const NodeId source = tensors.has("attn_norm_2.weight")
                            ? builder.norm("attn_norm_2", input, tensors, "attn_norm_2.weight")
                            : normed;
  NodeId mixed = mix(builder, tensors, layer, source);
  if (layer.parallel) {  // normed once more: src/models/falcon-h1.cpp
    const NodeId again = builder.norm("ssm_in", input, tensors, "attn_norm.weight");
    const NodeId beside = recurrent(builder, tensors, *layer.parallel, again);
    mixed = graph.like(Operation::add, "layer_out", {mixed, beside});
  }
  mixed = select(mixed);
  const NodeId residual = select(input);
  const std::string_view inner_norm = norm_before_feed_forward(tensors);
  const bool has_inner_norm = !inner_norm.empty() || bare_norms;
  const bool has_feed_forward = layer.feed_forward != model::FeedForwardKind::none;
  const Residual order = residual_of(builder.architecture(), has_inner_norm);
  if (order != Residual::sequential && mixed != no_node && has_feed_forward) {
    const NodeId inner =
        has_inner_norm ? builder.norm("ffn_norm", residual, tensors, inner_norm) : select(normed);
    return add_up(graph, order, residual, mixed, feed_forward(builder, tensors, inner));
  }
  if (mixed != no_node) {
    mixed = norm_of_result(builder, tensors, "attn_post_norm",
                           {"post_attention_norm.weight", "attn_output_norm.weight"}, inner_norm,
                           mixed);
  }
  const auto add = [&](std::string_view name, NodeId result, NodeId to) {
    return adds_to_stream(builder.family()) ? graph.like(Operation::add, name, {to, result})
                                            : graph.like(Operation::add, name, {result, to});
  };
  const NodeId stream = mixed == no_node ? residual : add("ffn_inp", mixed, residual);
  if (!has_feed_forward) {
    return stream;
  }
  NodeId inner = mixed == no_node ? select(normed) : stream;
  if (has_inner_norm) {
    inner = builder.norm("ffn_norm", stream, tensors, inner_norm);
  }
  NodeId fed = feed_forward(builder, tensors, inner, logits);
  fed = norm_of_result(builder, tensors, "ffn_post_norm",
                       {"post_ffw_norm.weight", "layer_output_norm.weight"}, inner_norm, fed);
  return add("l_out", fed, stream);
}

}  // namespace vramcalc::memory::llama_cpp
