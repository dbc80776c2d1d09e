// Queries meet a cache: build_attn_mha of llama.cpp's src/llama-graph.cpp.
#include "memory/llama_cpp/builds.h"
#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Without flash attention the cache of values is never quantised: src/llama-context.cpp
constexpr std::uint8_t cache_element_bytes = 2;

// attn_v_b expands what was summed of compressed values: {length, tokens, heads, streams}. Vulkan
// cannot share one matrix among streams and leaves it to the host: supports_op of
// ggml/src/ggml-vulkan/ggml-vulkan.cpp.
NodeId expand_values(Builder& builder, const LayerTensors& tensors, NodeId summed) {
  Graph& graph = builder.graph();
  const bool is_shared = graph[summed].shape[3] > 1;
  if (is_shared && builder.options().backend == LlamaCppBackend::vulkan) {
    graph.set_device(host_device);
  }
  return builder.linear("kqv_mla", tensors, "attn_v_b.weight", "", summed);
}

// CUDA's kernels read 16-bit keys and values: other types are copied, the whole cache of the layer
// (ggml_cuda_flash_attn_ext_get_alloc_size of ggml/src/ggml-cuda/fattn.cu).
std::uint64_t converted_cache_bytes(const Builder& builder, const AttentionSizes& sizes,
                                    const CacheCells& cells) {
  constexpr std::uint64_t half_bytes = 2;
  if (builder.options().backend != LlamaCppBackend::cuda ||
      !reserves_converted_caches(builder.options())) {
    return 0;
  }
  const Workload& workload = builder.workload();
  const bool converts_keys = workload.cache_type_k != model::StorageType::f16;
  const bool converts_values =
      workload.cache_type_v != model::StorageType::f16 && !sizes.values_are_keys;
  const std::uint64_t width =
      (converts_keys ? sizes.key_length : 0) + (converts_values ? sizes.value_length : 0);
  return half_bytes * width * sizes.kv_heads * cells.cells * cells.streams;
}

}  // namespace

NodeId attend(Builder& builder, const AttentionSizes& sizes, NodeId queries, NodeId key_cache,
              NodeId value_cache, NodeId mask, const CacheCells& cells) {
  Graph& graph = builder.graph();
  const std::uint64_t streams = cells.streams;
  const std::uint64_t tokens = builder.tokens() / streams;
  NodeId q = graph.view(queries, {sizes.key_length, sizes.heads, tokens, streams});
  q = graph.permute(q, {sizes.key_length, tokens, sizes.heads, streams});
  NodeId k = graph.view(key_cache, {sizes.key_length, sizes.kv_heads, cells.cells, streams}, false);
  k = graph.permute(k, {sizes.key_length, cells.cells, sizes.kv_heads, streams});
  NodeId v =
      graph.view(value_cache, {sizes.value_length, sizes.kv_heads, cells.cells, streams}, false);
  v = graph.permute(v, {sizes.value_length, cells.cells, sizes.kv_heads, streams});
  const bool are_compressed = sizes.expanded_by != nullptr;
  const std::uint64_t length =
      are_compressed ? sizes.expanded_by->rows("attn_v_b.weight") : sizes.value_length;
  const std::uint64_t width = length * sizes.heads;
  const Device device = graph.device();
  if (builder.options().flash_attention) {
    const NodeId attended =
        graph.add_node(Operation::flash_attention, "flash_attn",
                       {sizes.value_length, sizes.heads, tokens, streams}, {q, k, v, mask});
    graph.add_workspace(attended, converted_cache_bytes(builder, sizes, cells));
    if (are_compressed) {
      NodeId values = graph.permute(attended, {sizes.value_length, tokens, sizes.heads, streams});
      values = expand_values(builder, *sizes.expanded_by, values);
      values = graph.permute(values, {length, sizes.heads, tokens, streams});
      graph.set_device(device);
      values = graph.like(Operation::contiguous, "fattn_mla", {values});
      return graph.reshape(values, {width, builder.tokens(), 1, 1});
    }
    return graph.reshape(attended, {width, builder.tokens(), 1, 1});
  }
  NodeId scores = graph.add_node(Operation::matrix_product, "kq",
                                 {cells.cells, tokens, sizes.heads, streams}, {k, q});
  scores = graph.like(Operation::soft_max, "kq_soft_max", {scores, mask});
  if (sizes.values_are_keys) {  // so they are not transposed yet
    v = graph.add_node(Operation::contiguous, "v_cont",
                       {cells.cells, sizes.value_length, sizes.kv_heads, streams},
                       {graph.transpose(v)}, cache_element_bytes);
  }
  NodeId attended = graph.add_node(Operation::matrix_product, "kqv",
                                   {sizes.value_length, tokens, sizes.heads, streams}, {v, scores});
  if (are_compressed) {
    attended = expand_values(builder, *sizes.expanded_by, attended);
  }
  const NodeId turned = graph.permute(attended, {length, sizes.heads, tokens, streams});
  graph.set_device(device);
  return graph.add_node(Operation::contiguous, "kqv_out", {width, builder.tokens(), 1, 1},
                        {turned});
}

}  // namespace vramcalc::memory::llama_cpp
