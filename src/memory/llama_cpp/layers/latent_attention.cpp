// Multi-head latent attention: src/models/deepseek2.cpp, deepseek32.cpp, glm-dsa.cpp and
// minicpm3.cpp of llama.cpp, and build_attn of its src/llama-graph.cpp.
#include "memory/llama_cpp/layers/builder.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

struct Sizes {
  std::uint64_t heads = 0;
  std::uint64_t nope = 0;  // of a head's key, without position
  std::uint64_t rope = 0;  // with position
  std::uint64_t values = 0;
  std::uint64_t rank = 0;  // of the compressed row
};

struct CompressedRow {
  NodeId row = no_node;       // {rank, tokens}
  NodeId rope_key = no_node;  // {rope, 1, tokens}
};

NodeId rotate(Builder& builder, std::string_view name, NodeId heads) {
  return uses_rope(builder.family())
             ? builder.graph().like(Operation::rope, name, {heads, builder.positions()})
             : heads;
}

// What the queries are made of: compressed, or the layer's input itself.
NodeId compressed_query(Builder& builder, const LayerTensors& tensors, NodeId source) {
  if (!tensors.has("attn_q_a.weight")) {
    return source;
  }
  const NodeId query = builder.linear("q_a", tensors, "attn_q_a.weight", "", source);
  return builder.norm("q_a", query, tensors, "attn_q_a_norm.weight");
}

NodeId queries(Builder& builder, const LayerTensors& tensors, NodeId source) {
  const std::string_view weight =
      tensors.has("attn_q_a.weight") ? "attn_q_b.weight" : "attn_q.weight";
  return builder.linear("q", tensors, weight, "", source);
}

NodeId by_head(Builder& builder, const Sizes& sizes, NodeId queries) {
  return builder.graph().reshape(queries,
                                 {sizes.nope + sizes.rope, sizes.heads, builder.tokens(), 1});
}

CompressedRow compressed_row(Builder& builder, const LayerTensors& tensors, const Sizes& sizes,
                             NodeId source) {
  Graph& graph = builder.graph();
  const NodeId both = builder.linear("kv_cmpr_pe", tensors, "attn_kv_a_mqa.weight", "", source);
  CompressedRow row;
  row.row = builder.norm("kv_cmpr", graph.view(both, {sizes.rank, builder.tokens(), 1, 1}, false),
                         tensors, "attn_kv_a_norm.weight");
  row.rope_key =
      rotate(builder, "k_pe", graph.view(both, {sizes.rope, 1, builder.tokens(), 1}, false));
  return row;
}

// The query meets the compressed row itself: attn_k_b is applied to it instead of to the keys.
NodeId absorbed_queries(Builder& builder, const LayerTensors& tensors, const Sizes& sizes,
                        NodeId query) {
  Graph& graph = builder.graph();
  const std::uint64_t tokens = builder.tokens();
  const NodeId plain = graph.permute(graph.view(query, {sizes.nope, sizes.heads, tokens, 1}, false),
                                     {sizes.nope, tokens, sizes.heads, 1});
  NodeId absorbed = builder.linear("q_nope_absorbed", tensors, "attn_k_b.weight", "", plain);
  absorbed = graph.permute(absorbed, {sizes.rank, sizes.heads, tokens, 1});
  const NodeId turned =
      rotate(builder, "q_pe", graph.view(query, {sizes.rope, sizes.heads, tokens, 1}, false));
  return graph.add_node(Operation::concatenate, "Qcur",
                        {sizes.rank + sizes.rope, sizes.heads, tokens, 1}, {absorbed, turned});
}

}  // namespace

NodeId latent_attention(Builder& builder, const LayerTensors& tensors,
                        const model::LatentAttention& attention, NodeId source) {
  Graph& graph = builder.graph();
  const Sizes sizes{attention.heads, attention.nope_length, attention.rope_length,
                    attention.value_length, attention.kv_lora_rank};
  const std::uint64_t row_length = sizes.rank + sizes.rope;
  const NodeId compressed = compressed_query(builder, tensors, source);
  if (attention.index_key_length != 0) {
    builder.set_picked(pick_by_index(builder, tensors, attention, source, compressed));
  }
  NodeId query = queries(builder, tensors, compressed);
  // models with an indexer, and those without positions, view them as they are
  if (builder.picked() == no_node && uses_rope(builder.family())) {
    query = by_head(builder, sizes, query);
  }
  const CompressedRow row = compressed_row(builder, tensors, sizes, source);
  const NodeId absorbed = absorbed_queries(builder, tensors, sizes, query);
  const NodeId values = graph.reshape(row.row, {sizes.rank, 1, builder.tokens(), 1});
  const NodeId keys = graph.add_node(Operation::concatenate, "Kcur",
                                     {row_length, 1, builder.tokens(), 1}, {values, row.rope_key});
  graph.expand(absorbed);
  graph.expand(values);
  graph.expand(keys);
  const CacheInputs inputs = builder.cache_inputs(0);
  const NodeId cache =
      builder.cache("cache_k", inputs.cells, builder.workload().cache_type_k, row_length);
  store_keys(builder, keys, inputs.key_places, cache, inputs.cells);
  const NodeId mask = builder.picked() == no_node
                          ? inputs.mask
                          : mask_of_picked(builder, inputs.mask, builder.picked(), 4);
  const AttentionSizes shared{sizes.heads, 1, row_length, sizes.rank, true, &tensors};
  NodeId result = attend(builder, shared, absorbed, cache, cache, mask, inputs.cells);
  graph.expand(result);
  if (tensors.has("attn_gate.weight")) {
    NodeId gate = builder.linear("attn_gate", tensors, "attn_gate.weight", "", source);
    gate = graph.like(Operation::unary, "attn_gate", {gate});
    result = graph.like(Operation::multiply, "attn_gated", {result, gate});
  }
  return builder.linear("attn_out", tensors, "attn_output.weight", "", result);
}

NodeId expanded_latent_attention(Builder& builder, const LayerTensors& tensors,
                                 const model::GroupedAttention& attention, NodeId source) {
  Graph& graph = builder.graph();
  const std::uint64_t tokens = builder.tokens();
  const std::uint64_t rank = tensors.columns("attn_kv_b.weight");
  const std::uint64_t rope = tensors.rows("attn_kv_a_mqa.weight") - rank;
  const Sizes sizes{attention.heads, attention.key_length - rope, rope, attention.value_length,
                    rank};
  const NodeShape key_shape{attention.key_length, sizes.heads, tokens, 1};
  const NodeId compressed = compressed_query(builder, tensors, source);
  const NodeId query =
      rotate(builder, "Qcur", by_head(builder, sizes, queries(builder, tensors, compressed)));
  const CompressedRow row = compressed_row(builder, tensors, sizes, source);
  const NodeId both = builder.linear("kv", tensors, "attn_kv_b.weight", "", row.row);
  const NodeId plain = graph.view(both, {sizes.nope, sizes.heads, tokens, 1}, false);
  const NodeId values =
      graph.add_node(Operation::contiguous, "Vcur", {sizes.values, sizes.heads, tokens, 1},
                     {graph.view(both, {sizes.values, sizes.heads, tokens, 1}, false)});
  const NodeId repeated = graph.add_node(Operation::other, "k_pe",
                                         {sizes.rope, sizes.heads, tokens, 1}, {row.rope_key});
  const NodeId keys = graph.add_node(Operation::concatenate, "Kcur", key_shape, {plain, repeated});
  const CacheInputs inputs = builder.cache_inputs(0);
  graph.expand(query);
  graph.expand(values);
  graph.expand(keys);
  const NodeId key_cache = builder.cache("cache_k", inputs.cells, builder.workload().cache_type_k,
                                         sizes.heads * attention.key_length);
  const NodeId value_cache = builder.cache("cache_v", inputs.cells, builder.workload().cache_type_v,
                                           sizes.heads * sizes.values);
  store_keys(builder, keys, inputs.key_places, key_cache, inputs.cells);
  store_values(builder, values, inputs.value_places, value_cache, inputs.cells);
  const AttentionSizes shape{sizes.heads, sizes.heads, attention.key_length, sizes.values};
  const NodeId result =
      attend(builder, shape, query, key_cache, value_cache, inputs.mask, inputs.cells);
  graph.expand(result);
  return builder.linear("attn_out", tensors, "attn_output.weight", "", result);
}

}  // namespace vramcalc::memory::llama_cpp
