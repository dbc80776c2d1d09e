#include "memory/llama_cpp/graph/splits.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vramcalc::memory::llama_cpp {
namespace {

bool reads_weight_from_elsewhere(const Graph& graph, const Node& node) {
  return std::any_of(node.reads().begin(), node.reads().end(), [&](NodeId source) {
    return source != no_node && graph[source].operation == Operation::weight &&
           graph[source].device != node.device;
  });
}

}  // namespace

std::vector<Split> split(const Graph& graph) {
  std::vector<Split> splits;
  std::set<std::pair<Device, NodeId>> copied;
  const auto order = graph.order();
  for (std::size_t place = 0; place < order.size(); ++place) {
    const Node& node = graph[order[place]];
    if (!splits.empty() && is_reinterpretation(node.operation)) {
      splits.back().end = place + 1;  // nothing is computed: any run can hold it
      continue;
    }
    const bool begins = splits.empty() || splits.back().device != node.device ||
                        (!splits.back().inputs.empty() && reads_weight_from_elsewhere(graph, node));
    if (begins) {
      splits.push_back({node.device, place, place, {}});
    }
    splits.back().end = place + 1;
    for (const NodeId source : node.reads()) {
      // A copy once made serves later runs on the same device too.
      if (source != no_node && is_read_as_copy(graph, source, node.device) &&
          copied.insert({node.device, source}).second) {
        splits.back().inputs.push_back(source);
      }
    }
  }
  return splits;
}

}  // namespace vramcalc::memory::llama_cpp
