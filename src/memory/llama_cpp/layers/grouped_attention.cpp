// Multi-head, grouped-query and multi-query attention: build_qkv and build_attn of llama.cpp's
// src/llama-graph.cpp.
#include "memory/llama_cpp/layers/builder.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct Projections {
  NodeId queries = no_node;
  NodeId keys = no_node;  // none where the layer reads another's cache
  NodeId values = no_node;
  NodeId gate = no_node;  // of what comes out, where the query matrix holds one (Qwen3-Next)
};

// One head's width at a time, or over all heads before they are told apart.
NodeId head_norm(Builder& builder, const LayerTensors& tensors, std::string_view weight,
                 NodeId heads) {
  return tensors.has(weight) ? builder.norm("attn_head_norm", heads, tensors, weight) : heads;
}

NodeId heads_of(Builder& builder, const LayerTensors& tensors, std::string_view norm,
                NodeShape heads, NodeId projected) {
  const bool norm_over_all = tensors.columns(norm) > heads[0];
  if (norm_over_all) {
    projected = head_norm(builder, tensors, norm, projected);
  }
  projected = builder.graph().reshape(projected, heads);
  return norm_over_all ? projected : head_norm(builder, tensors, norm, projected);
}

Projections fused(Builder& builder, const LayerTensors& tensors,
                  const model::GroupedAttention& attention, NodeId source) {
  Graph& graph = builder.graph();
  const NodeId all = builder.linear("wqkv", tensors, "attn_qkv.weight", "attn_qkv.bias", source);
  const std::uint64_t tokens = builder.tokens();
  Projections parts;
  parts.queries = graph.view(all, {attention.key_length, attention.heads, tokens, 1}, false);
  parts.keys = graph.view(all, {attention.key_length, attention.kv_heads, tokens, 1}, false);
  parts.values = graph.view(all, {attention.value_length, attention.kv_heads, tokens, 1}, false);
  parts.queries = head_norm(builder, tensors, "attn_q_norm.weight", parts.queries);
  parts.keys = head_norm(builder, tensors, "attn_k_norm.weight", parts.keys);
  return parts;
}

// Each head's query, then its gate.
void gated_queries(Builder& builder, const LayerTensors& tensors,
                   const model::GroupedAttention& attention, NodeId source, Projections& parts) {
  Graph& graph = builder.graph();
  const NodeId both = builder.linear("Qcur_full", tensors, "attn_q.weight", "attn_q.bias", source);
  const NodeShape heads{attention.key_length, attention.heads, builder.tokens(), 1};
  parts.queries = graph.view(both, heads, false);
  parts.queries = head_norm(builder, tensors, "attn_q_norm.weight", parts.queries);
  parts.gate = graph.view(both, heads, false);
}

NodeId apply_gate(Graph& graph, NodeId attended, NodeId gate) {
  gate = graph.add_node(Operation::contiguous, "gate", graph[attended].shape, {gate});
  gate = graph.like(Operation::unary, "gate_sigmoid", {gate});
  return graph.like(Operation::multiply, "attn_gated", {attended, gate});
}

Projections separate(Builder& builder, const LayerTensors& tensors,
                     const model::GroupedAttention& attention, NodeId source) {
  const std::uint64_t tokens = builder.tokens();
  Projections parts;
  if (tensors.rows("attn_q.weight") == 2 * attention.key_length * attention.heads) {
    gated_queries(builder, tensors, attention, source, parts);
  } else {
    parts.queries = heads_of(
        builder, tensors, "attn_q_norm.weight", {attention.key_length, attention.heads, tokens, 1},
        builder.linear("Qcur", tensors, "attn_q.weight", "attn_q.bias", source));
  }
  if (!attention.owns_cache) {
    return parts;
  }
  Graph& graph = builder.graph();
  const NodeId keys = builder.linear("Kcur", tensors, "attn_k.weight", "attn_k.bias", source);
  const NodeId values =
      tensors.has("attn_v.weight")
          ? builder.linear("Vcur", tensors, "attn_v.weight", "attn_v.bias", source)
          : keys;  // Gemma 4
  parts.keys = heads_of(builder, tensors, "attn_k_norm.weight",
                        {attention.key_length, attention.kv_heads, tokens, 1}, keys);
  parts.values = graph.reshape(values, {attention.value_length, attention.kv_heads, tokens, 1});
  return parts;
}

// Positions, and what some families do to queries, keys and values about them.
void place(Builder& builder, const LayerTensors& tensors, std::uint64_t window,
           Projections& parts) {
  Graph& graph = builder.graph();
  const auto both = [&](Operation operation, NodeId other) {
    parts.queries = graph.like(operation, "Qcur", {parts.queries, other});
    if (parts.keys != no_node) {
      parts.keys = graph.like(operation, "Kcur", {parts.keys, other});
    }
  };
  if (builder.rotates(tensors.layer(), window)) {
    both(Operation::rope, builder.positions());
    if (norms_after_rope(builder.family(), builder.architecture().experts)) {
      both(Operation::rms_norm, no_node);
    }
  } else if (const NodeId factors = builder.attention_scale(); factors != no_node) {
    parts.queries = graph.like(Operation::multiply, "Qcur", {parts.queries, factors});
  }
  if (scales_queries(builder.family())) {
    parts.queries = graph.like(Operation::scale, "Qcur", {parts.queries});
  }
  if (parts.values != no_node && norms_values(builder.family())) {
    parts.values = graph.like(Operation::rms_norm, "Vcur", {parts.values});
  }
}

// With windows keys come before values (llm_graph_input_attn_kv_iswa), else after.
void expand(Builder& builder, const Projections& parts) {
  Graph& graph = builder.graph();
  graph.expand(parts.queries);
  graph.expand(builder.slides() ? parts.keys : parts.values);
  graph.expand(builder.slides() ? parts.values : parts.keys);
}

// attn_gate: one factor for every head, or for every element (Step 3.5, AFMoE).
NodeId gate_by_matrix(Builder& builder, const LayerTensors& tensors,
                      const model::GroupedAttention& attention, NodeId source, NodeId attended) {
  Graph& graph = builder.graph();
  NodeId gate = builder.linear("attn_gate", tensors, "attn_gate.weight", "", source);
  gate = graph.like(Operation::unary, "attn_gate", {gate});
  if (graph[gate].shape[0] != attention.heads) {
    return graph.like(Operation::multiply, "attn_gated", {attended, gate});
  }
  const NodeShape whole = graph[attended].shape;
  const NodeId heads =
      graph.reshape(attended, {attention.value_length, attention.heads, builder.tokens(), 1});
  gate = graph.reshape(gate, {1, attention.heads, builder.tokens(), 1});
  return graph.reshape(graph.like(Operation::multiply, "attn_gated", {heads, gate}), whole);
}

}  // namespace

NodeId grouped_attention(Builder& builder, const LayerTensors& tensors,
                         const model::GroupedAttention& attention, NodeId source) {
  Graph& graph = builder.graph();
  Projections parts = tensors.has("attn_qkv.weight")
                          ? fused(builder, tensors, attention, source)
                          : separate(builder, tensors, attention, source);
  place(builder, tensors, attention.window, parts);
  const CacheInputs inputs = builder.cache_inputs(attention.window);
  const bool in_blocks = picks_blocks(builder, tensors);
  BlockIndex index;
  if (in_blocks) {
    index = index_blocks(builder, tensors, attention, source);
    graph.expand(parts.queries);
    graph.expand(parts.keys);
  }
  expand(builder, parts);
  const NodeId key_cache = builder.cache("cache_k", inputs.cells, builder.workload().cache_type_k,
                                         attention.kv_heads * attention.key_length);
  const NodeId value_cache = builder.cache("cache_v", inputs.cells, builder.workload().cache_type_v,
                                           attention.kv_heads * attention.value_length);
  if (parts.keys != no_node) {
    store_keys(builder, parts.keys, inputs.key_places, key_cache, inputs.cells);
    store_values(builder, parts.values, inputs.value_places, value_cache, inputs.cells);
  }
  const AttentionSizes sizes{attention.heads, attention.kv_heads, attention.key_length,
                             attention.value_length};
  NodeId result =
      in_blocks ? attend_blocks(builder, attention, index, parts.queries, key_cache, value_cache)
                : attend(builder, sizes, parts.queries, key_cache, value_cache, inputs.mask,
                         inputs.cells);
  if (!in_blocks) {
    graph.expand(result);
  }
  if (parts.gate != no_node) {
    result = apply_gate(graph, result, parts.gate);
  } else if (tensors.has("attn_gate.weight")) {
    result = gate_by_matrix(builder, tensors, attention, source, result);
  }
  if (tensors.has("attn_sub_norm.weight")) {  // BitNet
    result = builder.norm("attn_sub_norm", result, tensors, "attn_sub_norm.weight");
  }
  return builder.linear("attn_out", tensors, "attn_output.weight", "attn_output.bias", result);
}

}  // namespace vramcalc::memory::llama_cpp
