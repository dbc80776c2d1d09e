// Mixtures of experts: build_moe_ffn of llama.cpp's src/llama-graph.cpp.
#include <algorithm>
#include <string>

#include "memory/llama_cpp/layers/builder.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct Routing {
  NodeId selected = no_node;  // {experts used, tokens}
  NodeId weights = no_node;   // {1, experts used, tokens}
};

// Only the groups whose two best experts are best together are left to choose from.
NodeId within_groups(Builder& builder, NodeId probabilities) {
  Graph& graph = builder.graph();
  const std::uint64_t experts = graph[probabilities].shape[0];
  const std::uint64_t tokens = graph[probabilities].shape[1];
  const std::uint64_t groups = builder.architecture().expert_groups;
  const std::uint64_t used = std::min(builder.architecture().expert_groups_used, groups);
  const std::uint64_t width = experts / groups;
  const NodeShape grouped{width, groups, tokens, 1};
  const NodeId by_group = graph.reshape(probabilities, grouped);
  const NodeId sorted = graph.add_node(Operation::argsort, "ffn_moe_group", grouped, {by_group});
  const NodeId best = graph.view(sorted, {2, groups, tokens, 1}, false);
  NodeId scores = graph.add_node(Operation::get_rows, "ffn_moe_group", {1, 2, groups, tokens},
                                 {graph.reshape(by_group, {1, width, groups, tokens}), best});
  scores = graph.reshape(scores, {2, groups, tokens, 1});
  scores = graph.add_node(Operation::sum_rows, "ffn_moe_group", {1, groups, tokens, 1}, {scores});
  scores = graph.reshape(scores, {groups, tokens, 1, 1});
  const NodeId order = graph.like(Operation::argsort, "ffn_moe_group_topk", {scores});
  const NodeId chosen = graph.view(order, {used, tokens, 1, 1}, false);
  const NodeId kept = graph.add_node(Operation::get_rows, "ffn_moe_group_probs",
                                     {width, used, tokens, 1}, {by_group, chosen});
  const NodeId hidden = graph.like(Operation::fill, "ffn_moe_probs_masked", {by_group});
  return graph.reshape(graph.set_rows(hidden, kept, chosen), {experts, tokens, 1, 1});
}

Routing route(Builder& builder, const LayerTensors& tensors, NodeId logits, std::uint64_t experts,
              std::uint64_t used) {
  Graph& graph = builder.graph();
  const std::uint64_t tokens = graph[logits].shape[1];
  const bool has_bias = tensors.has("exp_probs_b.bias");
  const Gating gating = gating_of(builder.family(), has_bias);
  if (tensors.has("ffn_gate_inp.bias")) {
    logits = graph.like(Operation::add, "ffn_moe_logits", {logits});
  }
  const bool by_sigmoid = gating == Gating::sigmoid || gating == Gating::sigmoid_undivided ||
                          gating == Gating::sigmoid_of_picked;
  const NodeId probabilities = gating == Gating::soft_max_of_picked
                                   ? logits
                                   : graph.like(by_sigmoid ? Operation::unary : Operation::soft_max,
                                                "ffn_moe_probs", {logits});
  NodeId compared = gating == Gating::sigmoid_of_picked ? logits : probabilities;
  if (has_bias) {
    compared = graph.like(Operation::add, "ffn_moe_probs_biased", {probabilities});
  }
  if (builder.architecture().expert_groups > 1) {
    compared = within_groups(builder, compared);
  }
  const NodeId sorted =
      graph.add_node(Operation::argsort, "ffn_moe_argsort", {experts, tokens, 1, 1}, {compared});
  Routing routing;
  routing.selected = graph.view(sorted, {used, tokens, 1, 1}, false);
  const NodeId rows = graph.reshape(probabilities, {1, experts, tokens, 1});
  NodeId weights = graph.add_node(Operation::get_rows, "ffn_moe_weights", {1, used, tokens, 1},
                                  {rows, routing.selected});
  if (gating == Gating::soft_max_of_picked) {
    weights = graph.reshape(weights, {used, tokens, 1, 1});
    weights = graph.like(Operation::soft_max, "ffn_moe_weights_softmax", {weights});
    weights = graph.reshape(weights, {1, used, tokens, 1});
  }
  if (gating == Gating::soft_max || gating == Gating::sigmoid) {
    weights = graph.reshape(weights, {used, tokens, 1, 1});
    NodeId sum =
        graph.add_node(Operation::sum_rows, "ffn_moe_weights_sum", {1, tokens, 1, 1}, {weights});
    sum = graph.like(Operation::clamp, "ffn_moe_weights_sum", {sum});
    weights = graph.like(Operation::divide, "ffn_moe_weights_norm", {weights, sum});
    weights = graph.reshape(weights, {1, used, tokens, 1});
  }
  if (scales_expert_weights(builder.family(), has_bias)) {
    weights = graph.like(Operation::scale, "ffn_moe_weights_scaled", {weights});
  }
  routing.weights = weights;
  graph.expand(routing.weights);
  return routing;
}

// "ffn_down_exps.scale" of "ffn_down_exps.weight"
std::string scale_of(std::string_view weight) {
  return std::string{weight.substr(0, weight.rfind('.'))} + ".scale";
}

// Every expert's result has a factor of its own (Gemma 4): build_lora_mm_id.
NodeId scale_by_expert(Graph& graph, std::uint64_t experts, NodeId result, NodeId selected) {
  const std::uint64_t used = graph[result].shape[1];
  const std::uint64_t tokens = graph[result].shape[2];
  const NodeId repeated =
      graph.add_node(Operation::other, "ffn_moe_scale", {1, experts, tokens, 1}, {});
  const NodeId factors = graph.add_node(Operation::get_rows, "ffn_moe_scale", {1, used, tokens, 1},
                                        {repeated, selected});
  return graph.like(Operation::multiply, "ffn_moe_scaled", {result, factors});
}

}  // namespace

NodeId routed_experts(Builder& builder, const LayerTensors& tensors, NodeId source, NodeId logits) {
  Graph& graph = builder.graph();
  const std::uint64_t tokens = graph[source].shape[1];
  const std::uint64_t used = builder.architecture().experts_used;
  const std::uint64_t experts = tensors.matrices("ffn_down_exps.weight");
  const std::uint64_t width = tensors.columns("ffn_down_exps.weight");
  if (logits == no_node) {
    logits = graph.product("ffn_moe_logits", experts, source);
  }
  const Routing routing = route(builder, tensors, logits, experts, used);

  const auto by_expert = [&](std::string_view name, std::uint64_t rows, NodeId input,
                             std::string_view weight, std::string_view bias) {
    builder.work_with(tensors, weight);
    const NodeId result =
        graph.add_node(Operation::matrix_product_by_expert, name, {rows, used, tokens, 1},
                       {builder.matrix(tensors, weight), input, routing.selected});
    if (tensors.has(bias)) {
      return graph.like(Operation::add_id, name, {result, routing.selected});
    }
    return tensors.has(scale_of(weight)) ? scale_by_expert(graph, experts, result, routing.selected)
                                         : result;
  };
  // Experts may work in a narrower space than the model's (Nemotron 3, Kimi K3).
  NodeId narrowed = source;
  for (const std::string_view weight : {"ffn_latent_down.weight", "ffn_routed_down.weight"}) {
    if (tensors.has(weight)) {
      narrowed = builder.linear("ffn_latent_down", tensors, weight, "", source);
    }
  }
  const std::uint64_t hidden = graph[narrowed].shape[0];
  NodeId input = graph.reshape(narrowed, {hidden, 1, tokens, 1});
  const bool weighted_before = gating_of(builder.family(), false) == Gating::sigmoid_of_picked;
  if (weighted_before) {
    input =
        graph.add_node(Operation::other, "ffn_moe_repeated", {hidden, used, tokens, 1}, {input});
    input = graph.like(Operation::multiply, "ffn_moe_weighted", {input, routing.weights});
  }
  NodeId active = no_node;
  if (tensors.has("ffn_gate_up_exps.weight")) {
    const NodeId both = by_expert("ffn_moe_gate_up", 2 * width, input, "ffn_gate_up_exps.weight",
                                  "ffn_gate_up_exps.bias");
    const NodeId gate = graph.view(both, {width, used, tokens, 1}, false);
    const NodeId up = graph.view(both, {width, used, tokens, 1}, false);
    active = graph.add_node(Operation::gated_linear_unit, "ffn_moe_swiglu",
                            {width, used, tokens, 1}, {gate, up});
  } else {
    const NodeId up =
        by_expert("ffn_moe_up", width, input, "ffn_up_exps.weight", "ffn_up_exps.bias");
    if (tensors.has("ffn_gate_exps.weight")) {
      const NodeId gate =
          by_expert("ffn_moe_gate", width, input, "ffn_gate_exps.weight", "ffn_gate_exps.bias");
      active = gated(builder, "ffn_moe_swiglu", gate, up);
    } else {
      active = graph.like(Operation::unary, "ffn_moe_act", {up});
      active = graph.like(Operation::square, "ffn_moe_act", {active});
    }
  }
  NodeId outputs =
      by_expert("ffn_moe_down", hidden, active, "ffn_down_exps.weight", "ffn_down_exps.bias");
  // What has no weights follows a GPU, and goes back from the host.
  if (graph.device().is_host()) {
    builder.work_at_home();
  }
  if (!weighted_before) {
    outputs = graph.like(Operation::multiply, "ffn_moe_weighted", {outputs, routing.weights});
  }
  graph.expand(outputs);
  std::vector<NodeId> parts;
  for (std::uint64_t i = 0; i < used; ++i) {
    parts.push_back(graph.view(outputs, {hidden, tokens, 1, 1}, false));
    graph.expand(parts.back());
  }
  NodeId sum = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    sum = graph.add_node(Operation::add, "ffn_moe_out", {hidden, tokens, 1, 1}, {sum, parts[i]});
    graph.expand(sum);
  }
  if (parts.size() == 1) {
    sum = graph.add_node(Operation::contiguous, "ffn_moe_out", {hidden, tokens, 1, 1}, {sum});
  }
  builder.work_at_home();
  return sum;
}

}  // namespace vramcalc::memory::llama_cpp
