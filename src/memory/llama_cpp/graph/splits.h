// A graph cut into runs of nodes on one device, and what each run reads from elsewhere.
//
// A run begins with copies of its inputs. A weight that lies elsewhere begins a run of its own, so
// that the memory of the one before can be used again.
// https://github.com/ggml-org/llama.cpp ggml/src/ggml-backend.cpp
// (ggml_backend_sched_split_graph), release 0.5.0
#pragma once

#include <cstddef>
#include <vector>

#include "memory/llama_cpp/graph/graph.h"

namespace vramcalc::memory::llama_cpp {

struct Split {
  Device device;
  std::size_t begin = 0;  // places in the graph's order
  std::size_t end = 0;
  std::vector<NodeId> inputs;  // copied to the device when the run begins
};

/// Whether a node on `device` reads `source` through a copy.
[[nodiscard]] inline bool is_read_as_copy(const Graph& graph, NodeId source, Device device) {
  const Node& node = graph[source];
  return node.operation != Operation::external && node.device != device;
}

[[nodiscard]] std::vector<Split> split(const Graph& graph);

}  // namespace vramcalc::memory::llama_cpp
