// Compute graphs of small models against what llama.cpp itself reserves, and the parts that a graph
// is reserved with, by hand.
#include <cstdint>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/model/blueprint.h>

#include "memory/llama_cpp/compute.h"
#include "memory/llama_cpp/graph/address_space.h"
#include "memory/llama_cpp/graph/reserve.h"
#include "memory/llama_cpp/graph/vulkan_order.h"
#include "read/json/json.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// MiB of the GPU's and the host's compute buffers, as llama_context prints them: release 0.5.0 of
// https://github.com/ggml-org/llama.cpp with its Vulkan backend, 2048 tokens, 512 in a pass.
struct Measured {
  std::string_view config;
  bool flash_attention;
  double gpu;
  double host;
};

constexpr std::string_view plain = R"({"model_type": "llama", "hidden_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "vocab_size": 1024})";
// attention and feed-forward beside each other
constexpr std::string_view parallel = R"({"model_type": "cohere", "hidden_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "vocab_size": 1024})";
constexpr std::string_view beside = R"({"model_type": "gpt_neox", "hidden_size": 256,
    "num_hidden_layers": 8, "num_attention_heads": 4, "intermediate_size": 1024,
    "vocab_size": 1024, "use_parallel_residual": true})";
constexpr std::string_view after = R"({"model_type": "gpt_neox", "hidden_size": 256,
    "num_hidden_layers": 8, "num_attention_heads": 4, "intermediate_size": 1024,
    "vocab_size": 1024, "use_parallel_residual": false})";
constexpr std::string_view experts = R"({"model_type": "qwen3_moe", "hidden_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "moe_intermediate_size": 256, "num_experts": 8,
    "num_experts_per_tok": 2, "decoder_sparse_step": 1, "mlp_only_layers": [],
    "vocab_size": 1024})";
// a dense network and experts beside each other; keys are values in full layers
constexpr std::string_view both_networks = R"({"model_type": "gemma4_text", "hidden_size": 256,
    "num_hidden_layers": 8, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "sliding_window": 512, "global_head_dim": 128,
    "hidden_size_per_layer_input": 0, "num_experts": 8, "top_k_experts": 2,
    "moe_intermediate_size": 256, "enable_moe_block": true, "attention_k_eq_v": true,
    "num_global_key_value_heads": 1, "layer_types": ["sliding_attention", "sliding_attention",
    "sliding_attention", "full_attention", "sliding_attention", "sliding_attention",
    "sliding_attention", "full_attention"], "vocab_size": 1024})";
constexpr std::string_view windows = R"({"model_type": "gemma3_text", "hidden_size": 256,
    "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "sliding_window": 512, "sliding_window_pattern": 6,
    "vocab_size": 1024})";
constexpr std::string_view several_streams = R"({"model_type": "gemma3n_text", "hidden_size": 256,
    "num_hidden_layers": 5, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
    "intermediate_size": 768, "sliding_window": 512, "hidden_size_per_layer_input": 256,
    "altup_num_inputs": 4, "laurel_rank": 64, "num_kv_shared_layers": 0,
    "layer_types": ["sliding_attention", "sliding_attention", "sliding_attention",
                    "sliding_attention", "full_attention"], "vocab_size": 1024})";

const std::vector<Measured> measured{
    {plain, true, 7.510, 3.012},
    {plain, false, 21.506, 5.508},
    {parallel, true, 9.010, 3.012},
    {parallel, false, 26.006, 5.508},
    {experts, true, 6.057, 3.012},
    {experts, false, 21.506, 5.508},
    {beside, true, 7.010, 3.012},
    {beside, false, 22.506, 6.008},
    {after, true, 5.010, 3.012},
    {after, false, 22.006, 6.008},
    {both_networks, true, 10.018, 4.020},
    {both_networks, false, 27.557, 8.012},
    {windows, true, 8.518, 4.020},
    {windows, false, 23.510, 8.012},
    {several_streams, true, 14.518, 6.522},
    {several_streams, false, 27.010, 10.514},
};

std::vector<ComputeBuffer> buffers_of(std::string_view config, bool flash_attention) {
  const model::ConfigValue tree = read::parse_json_text(config, "config.json");
  const model::Blueprint blueprint = model::build_model(model::Config{tree, "config.json"});
  LlamaCpp options;
  options.backend = LlamaCppBackend::vulkan;
  options.flash_attention = flash_attention;
  Placement placement;
  placement.layers.assign(blueprint.architecture.layers.size(), Device{0});
  placement.output = Device{0};
  placement.gpus = 1;
  return compute_buffers(
      WeightTable{model::store_as_is(blueprint.inventory), blueprint.architecture},
      blueprint.architecture, {.context_tokens = 2048, .parallel = 1}, options, placement);
}

TEST_CASE("compute buffers of small models are those that llama.cpp reserves") {
  constexpr double mebibyte = 1024.0 * 1024.0;
  for (const Measured& known : measured) {
    CAPTURE(known.config, known.flash_attention);
    const std::vector<ComputeBuffer> buffers = buffers_of(known.config, known.flash_attention);
    REQUIRE(buffers.size() == 2);
    CHECK(buffers[0].device == Device{0});
    CHECK(static_cast<double>(buffers[0].bytes.count()) / mebibyte ==
          Approx(known.gpu).margin(0.001));
    CHECK(buffers[1].device == host_device);
    CHECK(static_cast<double>(buffers[1].bytes.count()) / mebibyte ==
          Approx(known.host).margin(0.001));
  }
}

TEST_CASE("the smallest hole that is large enough is filled first") {
  AddressSpace space{64};
  const AddressSpace::Address wide = space.allocate(256);
  CHECK(space.allocate(64).offset == 256);
  const AddressSpace::Address narrow = space.allocate(100);  // 128 with its padding
  CHECK(narrow.offset == 320);
  CHECK(space.allocate(1).offset == 448);
  space.release(wide, 256);
  space.release(narrow, 100);
  CHECK(space.allocate(128).offset == 320);
  CHECK(space.allocate(192).offset == 0);
  CHECK(space.allocate(65).offset == 512);
  CHECK(space.peak() == 640);
}

TEST_CASE("what is given back at the end is no hole") {
  AddressSpace space{64};
  const AddressSpace::Address block = space.allocate(256);
  CHECK(space.shrink(block, 256, 100) == 100);
  CHECK(space.allocate(64).offset == 128);
  CHECK(space.peak() == 256);
}

TEST_CASE("chunks do not grow beyond their limit unless a tensor does") {
  AddressSpace space{64, 1024};
  CHECK(space.allocate(1000).chunk == 0);
  CHECK(space.allocate(512).chunk == 1);
  CHECK(space.allocate(2048).chunk == 2);
  const AddressSpace::Address last = space.allocate(512);
  CHECK(last.chunk == 1);
  CHECK(last.offset == 512);
  CHECK(space.peak() == 1024 + 1024 + 2048);
}

// A short input, a product of 4096 bytes, and what reads it at last.
std::uint64_t gpu_bytes(bool through_view) {
  Graph graph{1};
  graph.set_device(Device{0});
  const NodeId input = graph.input("input", {16, 1, 1, 1}, 4);
  NodeId result = graph.product("product", 1024, input);
  if (through_view) {
    result = graph.view(result, {1024, 1, 1, 1});
  }
  graph.expand(graph.like(Operation::scale, "scaled", {result}));
  const std::vector<ReservedBuffer> buffers = reserve(graph, split(graph), {.gpus = 1}, true);
  REQUIRE(buffers.size() == 2);
  CHECK(buffers[1].bytes == 64);
  return buffers[0].bytes;
}

TEST_CASE("operations work in the memory of what nothing else reads but never through a view") {
  CHECK(gpu_bytes(false) == 128 + 4096);
  CHECK(gpu_bytes(true) == 128 + 4096 + 4096);
}

TEST_CASE("a graph is ordered by what its results read and views share memory") {
  Graph graph{1};
  graph.set_device(Device{0});
  const NodeId input = graph.input("input", {8, 2, 1, 1}, 4);
  const NodeId later = graph.product("later", 8, input);
  const NodeId first = graph.product("first", 8, input);
  const NodeId flat = graph.reshape(first, {16, 1, 1, 1});
  const NodeId part = graph.view(flat, {4, 1, 1, 1});
  const NodeId sum = graph.like(Operation::add, "sum", {part, later});
  graph.expand(sum);
  CHECK(std::vector<NodeId>(graph.order().begin(), graph.order().end()) ==
        std::vector<NodeId>{first, flat, part, later, sum});
  CHECK(graph[part].viewed == first);
  CHECK_FALSE(graph[part].has_memory());
  CHECK(graph[later].bytes() == 64);
}

TEST_CASE("Vulkan runs independent products next to each other") {
  Graph graph{1};
  graph.set_device(Device{0});
  const NodeId input = graph.input("input", {8, 1, 1, 1}, 4);
  const NodeId positions = graph.input("positions", {1, 1, 1, 1}, 4);
  const NodeId queries = graph.product("queries", 8, input);
  const NodeId rotated = graph.like(Operation::rope, "rotated", {queries, positions});
  const NodeId values = graph.product("values", 8, input);
  graph.expand(rotated);
  graph.expand(values);
  std::vector<Split> splits = split(graph);
  order_for_vulkan(graph, splits);
  CHECK(std::vector<NodeId>(graph.order().begin(), graph.order().end()) ==
        std::vector<NodeId>{queries, values, rotated});
}

}  // namespace
}  // namespace vramcalc::memory::llama_cpp
