// How large the buffers must be that a graph runs in: ggml's reservation, replayed.
//
// Nodes run in order; each takes memory when it runs, over a source's where it can, and gives it
// back after its last reader. Runs of nodes on one device form a split, which begins with copies
// of what it reads from elsewhere.
// https://github.com/ggml-org/llama.cpp ggml/src/ggml-alloc.c (ggml_gallocr_alloc_graph_impl) and
// ggml/src/ggml-backend.cpp (ggml_backend_sched_split_graph), release 0.5.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/memory/device.h>

#include "memory/llama_cpp/graph/address_space.h"
#include "memory/llama_cpp/graph/graph.h"
#include "memory/llama_cpp/graph/splits.h"

namespace vramcalc::memory::llama_cpp {

struct ReserveOptions {
  std::size_t gpus = 1;
  std::uint64_t gpu_alignment = 128;
  std::uint64_t most_gpu_chunk_bytes = AddressSpace::unlimited;
  /// 4 where several GPUs work as a pipeline: inputs of every split are kept that many times.
  std::uint64_t copies = 1;
};

struct LiveNode {
  std::string_view name;
  std::uint64_t bytes = 0;
};

struct ReservedBuffer {
  Device device;
  std::uint64_t bytes = 0;
  std::string_view at;         // the node that ran when it was fullest
  std::vector<LiveNode> live;  // what it held then, by size
};

/// One for every GPU, the host last. What was alive is told only where it is asked for.
[[nodiscard]] std::vector<ReservedBuffer> reserve(const Graph& graph,
                                                  const std::vector<Split>& splits,
                                                  const ReserveOptions& options,
                                                  bool with_live_nodes);

}  // namespace vramcalc::memory::llama_cpp
