#include "memory/llama_cpp/compute.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "memory/llama_cpp/builds.h"
#include "memory/llama_cpp/graph/reserve.h"
#include "memory/llama_cpp/graph/vulkan_order.h"
#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/telling_layers.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// minStorageBufferOffsetAlignment of common drivers; ggml_backend_cuda_buffer_type_get_alignment.
constexpr std::uint64_t vulkan_alignment = 16;
constexpr std::uint64_t cuda_alignment = 128;
// GGML_VK_SUBALLOCATION_BLOCK_SIZE's default in ggml/src/ggml-vulkan/ggml-vulkan.cpp
constexpr std::uint64_t vulkan_chunk_bytes = std::uint64_t{1} << 30U;
// GGML_SCHED_MAX_COPIES of ggml/src/ggml-backend.cpp
constexpr std::uint64_t pipeline_copies = 4;

// GGML_OP_OFFLOAD_MIN_BATCH's default in ggml/src/ggml-cuda and ggml-vulkan
constexpr std::uint64_t fewest_tokens_offloaded = 32;

// Large passes with weights in main memory are computed on the first GPU all the same, whichever
// has the layer, with weights and caches copied there piece by piece: op_offload in
// ggml_backend_sched_backend_id_from_cur, ggml/src/ggml-backend.cpp. GPUs that share every tensor
// offer no such thing: offload_op of ggml/src/ggml-backend-meta.cpp.
Device device_for_host_weights(const Builder& builder, const Placement& placement,
                               std::uint64_t tokens) {
  const bool offloads = placement.gpus > 0 && tokens >= fewest_tokens_offloaded &&
                        builder.options().split_mode != SplitMode::tensor;
  return offloads ? Device{0} : host_device;
}

Residence residence_at(Device home, Device host_weights, Device cache) {
  return {.compute = home.is_host() ? host_weights : home,
          .weights = home,
          .host_weights = host_weights,
          .cache = cache};
}

Residence residence_of(const Builder& builder, const Placement& placement, std::size_t layer) {
  return residence_at(placement.layers[layer],
                      device_for_host_weights(builder, placement, builder.tokens()),
                      placement.cache_of(layer));
}

Graph build(Builder& builder, Decoder& decoder, const Placement& placement,
            const std::vector<std::size_t>& layers) {
  builder.enter(residence_of(builder, placement, 0));
  NodeId stream = decoder.begin();
  for (const std::size_t layer : layers) {
    builder.enter(residence_of(builder, placement, layer));
    stream = decoder.layer(layer, stream);
  }
  builder.enter(residence_at(placement.output,
                             device_for_host_weights(builder, placement, builder.outputs()),
                             placement.output));
  stream = decoder.end(stream);
  Graph& graph = builder.graph();
  const LayerTensors& whole = builder.tensors().whole;
  const std::string_view head = whole.has("output.weight") ? "output.weight" : "token_embd.weight";
  const NodeId logits = builder.linear("result_output", whole, head, "", stream);
  graph.mark_output(logits);
  graph.expand(logits);
  return std::move(graph);
}

}  // namespace

bool is_pipeline(const LlamaCpp& options, const Placement& placement) {
  return placement.gpus > 1 && placement.is_all_on_gpus() &&
         options.split_mode == SplitMode::layer && options.kv_offload && options.n_cpu_moe == 0 &&
         options.override_tensor.empty() && !options.no_pipeline;
}

std::vector<ComputeBuffer> compute_buffers(const WeightTable& weights,
                                           const model::Architecture& architecture,
                                           const Workload& workload, const LlamaCpp& options,
                                           const Placement& placement, bool with_pipeline) {
  const ModelTensors tensors =
      tensors_by_layer(weights, architecture.layers.size(), placement.overrides);
  Builder builder{architecture, tensors, workload, options};
  const std::unique_ptr<Decoder> decoder = decoder_of(builder);
  const TellingLayers telling =
      telling_layers(architecture, tensors, placement, *decoder, is_pipeline(options, placement));
  Graph graph = build(builder, *decoder, placement, telling.layers);
  const bool vulkan = options.backend == LlamaCppBackend::vulkan;
  std::vector<Split> splits = split(graph);
  if (vulkan && reorders_for_vulkan(options)) {
    order_for_vulkan(graph, splits);
  }
  const ReserveOptions reserve_options{
      .gpus = placement.gpus,
      .gpu_alignment = vulkan ? vulkan_alignment : cuda_alignment,
      .most_gpu_chunk_bytes =
          vulkan && allocates_in_chunks(options) ? vulkan_chunk_bytes : AddressSpace::unlimited,
      .copies = with_pipeline && is_pipeline(options, placement) ? pipeline_copies : 1};
  std::vector<ComputeBuffer> buffers;
  for (const ReservedBuffer& buffer : reserve(graph, splits, reserve_options, true)) {
    ComputeBuffer result{buffer.device, Bytes{buffer.bytes}, {}};
    for (const LiveNode& live : buffer.live) {
      result.peak.push_back({live.name, Bytes{live.bytes}});
    }
    buffers.push_back(std::move(result));
  }
  for (const StandIn& stand_in : telling.stand_ins) {
    buffers[stand_in.left_out.index] = buffers[stand_in.instead.index];
    buffers[stand_in.left_out.index].device = stand_in.left_out;
  }
  return buffers;
}

}  // namespace vramcalc::memory::llama_cpp
