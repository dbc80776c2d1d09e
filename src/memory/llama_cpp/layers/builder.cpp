#include "memory/llama_cpp/layers/builder.h"

#include <algorithm>
#include <string>

#include "memory/llama_cpp/builds.h"
#include "memory/llama_cpp/layers/families.h"

namespace vramcalc::memory::llama_cpp {
namespace {

std::uint64_t pass_tokens(const Workload& workload, const LlamaCpp& options) {
  const CacheCells cells = full_cells(workload, options);
  return std::min(cells.cells * cells.streams, options.ubatch_size);
}

// The largest power of two, from 64 on, that divides the length.
std::uint64_t rotation_side(std::uint64_t length) {
  std::uint64_t side = 64;
  while (length != 0 && length % (side * 2) == 0) {
    side *= 2;
  }
  return side;
}

constexpr std::uint64_t fewest_positions = 256;

std::uint64_t widest_values(const model::Architecture& architecture) {
  std::uint64_t widest = 0;
  for (const model::Layer& layer : architecture.layers) {
    if (const auto* attention = std::get_if<model::GroupedAttention>(&layer.mixer)) {
      widest = std::max(widest, attention->kv_heads * attention->value_length);
    }
  }
  return widest;
}

bool slides(const model::Architecture& architecture) {
  return std::any_of(architecture.layers.begin(), architecture.layers.end(),
                     [](const model::Layer& layer) {
                       const auto* attention = std::get_if<model::GroupedAttention>(&layer.mixer);
                       return attention != nullptr && attention->window != 0;
                     });
}

}  // namespace

Builder::Builder(const model::Architecture& architecture, const ModelTensors& tensors,
                 const Workload& workload, const LlamaCpp& options)
    : graph_(pass_tokens(workload, options)),
      architecture_(architecture),
      tensors_(tensors),
      workload_(workload),
      options_(options),
      outputs_(options.all_logits ? graph_.tokens() : std::min(workload.parallel, graph_.tokens())),
      widest_values_(widest_values(architecture)),
      slides_(memory::llama_cpp::slides(architecture)),
      positions_(graph_.input("inp_pos",
                              {tokens() * positions_of_token(architecture.gguf_name), 1, 1, 1}, 4)),
      output_ids_(graph_.input("out_ids", {outputs_, 1, 1, 1}, 4)) {}

const CacheInputs& Builder::cache_inputs(std::uint64_t window) {
  CacheInputs& inputs = caches_[window];
  if (inputs.mask != no_node) {
    return inputs;
  }
  const bool flash = options_.flash_attention;
  inputs.cells =
      window == 0 ? full_cells(workload_, options_) : window_cells(window, workload_, options_);
  const std::uint64_t streams = inputs.cells.streams;
  const std::string_view name = window == 0 ? "KQ mask" : "KQ mask (window)";
  const NodeShape shape{inputs.cells.cells, tokens() / streams, 1, streams};
  const bool is_narrow = flash && has_narrow_masks(options_);
  inputs.mask = graph_.input(name, shape, is_narrow ? 2 : 4);
  if (flash && !is_narrow) {
    inputs.mask = graph_.add_node(Operation::copy, name, shape, {inputs.mask}, 2);
  }
  if (!writes_by_index(options_)) {
    return inputs;
  }
  inputs.key_places = graph_.input("attn_inp_k_idxs", {tokens(), 1, 1, 1}, 8);
  // Transposed values go to one place each.
  inputs.value_places =
      graph_.input("attn_inp_v_idxs", {flash ? tokens() : tokens() * widest_values_, 1, 1, 1}, 8);
  return inputs;
}

// The fused indexer wants a mask of 16 bits whatever attention does; the matrix turns queries and
// keys before they are compared: build_attn_inp_k_dsa_impl, llama_kv_cache::build_input_k_rot
const IndexInputs& Builder::index_inputs(std::uint64_t key_length) {
  if (index_.mask == no_node) {
    index_.cells = full_cells(workload_, options_);
    const std::uint64_t streams = index_.cells.streams;
    const std::uint64_t side = rotation_side(key_length);
    index_.key_places = graph_.input("attn_inp_k_idxs", {tokens(), 1, 1, 1}, 8);
    index_.mask =
        graph_.input("KQ mask (indexer)", {index_.cells.cells, tokens() / streams, 1, streams}, 2);
    index_.rotation = graph_.input("attn_inp_k_rot", {side, side, 1, 1}, 4);
  }
  return index_;
}

NodeId Builder::attention_scale() {
  if (attention_scale_ == no_node && family() == "llama4" && slides_) {
    attention_scale_ = graph_.input("inp_attn_scale", {1, 1, tokens(), 1}, 4);
  }
  return attention_scale_;
}

// At the time of the reservation the cache is empty: get_n_pos of src/llama-kv-cache-msa.cpp
const BlockInputs& Builder::block_inputs(std::uint64_t block) {
  if (blocks_.mask == no_node) {
    const CacheInputs& cache = cache_inputs(0);
    const std::uint64_t blocks = (fewest_positions + block - 1) / block;
    const std::uint64_t positions = blocks * block;
    const std::uint64_t streams = cache.cells.streams;
    blocks_.key_places = graph_.input("attn_inp_k_idxs", {tokens(), 1, 1, 1}, 8);
    blocks_.bias = graph_.input("msa_bias", {blocks, tokens(), 1, 1}, 4);
    blocks_.position_mask = graph_.input("msa_pos_mask", {positions, tokens(), 1, 1}, 4);
    blocks_.slots = graph_.input("msa_pos_slot", {positions, streams, 1, 1}, 4);
    blocks_.blocks_of_cells = graph_.input("msa_cell_blk", {cache.cells.cells, streams, 1, 1}, 4);
    blocks_.mask =
        graph_.add_node(Operation::copy, "KQ mask (f32)", graph_[cache.mask].shape, {cache.mask});
  }
  return blocks_;
}

NodeId Builder::state_ids() {
  if (state_ids_ == no_node) {
    const NodeId all = graph_.input("rs_s_copy", {workload_.parallel, 1, 1, 1}, 4);
    const Device device = graph_.device();
    graph_.set_device(host_device);
    state_ids_ = graph_.view(all, {workload_.parallel, 1, 1, 1});
    idle_state_ids_ = graph_.view(all, {0, 1, 1, 1});
    graph_.set_device(device);
  }
  return state_ids_;
}

NodeId Builder::idle_state_ids() {
  return state_ids() == no_node ? no_node : idle_state_ids_;
}

bool Builder::rotates(std::size_t layer, std::uint64_t window) const {
  return memory::llama_cpp::rotates(family(), {layer, window != 0, slides_});
}

NodeId Builder::norm(std::string_view name, NodeId source, const LayerTensors& tensors,
                     std::string_view weight) {
  const bool layer_norm = uses_layer_norm(family());
  const Device device = graph_.device();
  const Device of_source = graph_[source].device;
  if (options_.backend == LlamaCppBackend::vulkan && !of_source.is_host()) {
    graph_.set_device(of_source);  // without weights it stays where its source was made
  }
  NodeId result =
      graph_.like(layer_norm ? Operation::layer_norm : Operation::rms_norm, name, {source});
  graph_.set_device(device);
  if (tensors.has(weight)) {
    result = graph_.like(Operation::multiply, name, {result});
  }
  std::string bias{weight.substr(0, weight.rfind('.'))};
  bias += ".bias";
  return tensors.has(bias) ? graph_.like(Operation::add, name, {result}) : result;
}

void Builder::enter(const Residence& residence) {
  residence_ = residence;
  graph_.set_device(residence.compute);
}

NodeId Builder::cache(std::string_view name, const CacheCells& cells, model::StorageType type,
                      std::uint64_t width) {
  if (residence_.cache == residence_.compute) {
    return graph_.external(name);
  }
  const Bytes row = bytes_of(model::Shape{width}, type);
  return graph_.external(name, residence_.cache, (row * (cells.cells * cells.streams)).count());
}

void Builder::work_with(const LayerTensors& tensors, std::string_view weight) {
  const std::optional<Device> moved = tensors.moved(weight);
  graph_.set_device(!moved             ? residence_.compute
                    : moved->is_host() ? residence_.host_weights
                                       : *moved);
}

NodeId Builder::matrix(const LayerTensors& tensors, std::string_view weight) {
  const Device device = tensors.moved(weight).value_or(residence_.weights);
  return device == graph_.device()
             ? no_node
             : graph_.weight("weights from RAM", device, tensors.bytes(weight).count());
}

NodeId Builder::linear(std::string_view name, const LayerTensors& tensors, std::string_view weight,
                       std::string_view bias, NodeId source) {
  const Device device = graph_.device();
  if (tensors.moved(weight)) {
    work_with(tensors, weight);
  }
  NodeId result = graph_.product(name, tensors.rows(weight), source, matrix(tensors, weight));
  if (tensors.has(bias)) {
    result = graph_.like(Operation::add, name, {result});
  }
  graph_.set_device(device);
  return result;
}

}  // namespace vramcalc::memory::llama_cpp
