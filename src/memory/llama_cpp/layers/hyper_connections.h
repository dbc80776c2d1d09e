// A residual stream of several rows a token, and how a layer reads and writes it (DeepSeek V4).
#pragma once

#include <string_view>

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

struct HyperConnection {
  NodeId input = no_node;        // what the layer works on: {hidden, tokens}
  NodeId post = no_node;         // by how much its result goes into every row
  NodeId combination = no_node;  // how the rows go into each other
};

/// `matrix`: "hc_attn_fn.weight". `rows`: {hidden, rows, tokens}.
[[nodiscard]] HyperConnection read_rows(Builder& builder, const LayerTensors& tensors,
                                        std::string_view matrix, NodeId rows);
[[nodiscard]] NodeId write_rows(Builder& builder, const HyperConnection& connection, NodeId result,
                                NodeId rows);

/// One row of them, before the output norm: {hidden, tokens}.
[[nodiscard]] NodeId join_rows(Builder& builder, const LayerTensors& tensors, NodeId rows);

}  // namespace vramcalc::memory::llama_cpp
