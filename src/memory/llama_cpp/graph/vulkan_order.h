// The order in which the Vulkan backend runs a graph: what does not wait for anything moves
// forward, so that it overlaps with what came before.
// https://github.com/ggml-org/llama.cpp ggml/src/ggml-vulkan/ggml-vulkan.cpp
// (ggml_vk_graph_optimize), release 0.5.0
#pragma once

#include <vector>

#include "memory/llama_cpp/graph/graph.h"
#include "memory/llama_cpp/graph/splits.h"

namespace vramcalc::memory::llama_cpp {

/// Every run of nodes on one GPU reordered; what the host does keeps its order. Adds nodes that
/// read what must stay where it is; the splits are those of the new order then.
void order_for_vulkan(Graph& graph, std::vector<Split>& splits);

}  // namespace vramcalc::memory::llama_cpp
