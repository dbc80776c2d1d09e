#include "memory/llama_cpp/graph/reserve.h"

#include <algorithm>

namespace vramcalc::memory::llama_cpp {
namespace {

// TENSOR_ALIGNMENT of ggml/src/ggml-impl.h: host buffers.
constexpr std::uint64_t host_alignment = 64;

struct Block {
  AddressSpace::Address address;
  std::uint64_t bytes = 0;
  std::size_t buffer = 0;
  bool is_allocated = false;
};

class Replay {
 public:
  Replay(const Graph& graph, const std::vector<Split>& splits, const ReserveOptions& options,
         bool with_live_nodes)
      : graph_(graph), splits_(splits), options_(options), with_live_nodes_(with_live_nodes) {
    for (std::size_t gpu = 0; gpu < options.gpus; ++gpu) {
      buffers_.push_back(
          {AddressSpace{options.gpu_alignment, options.most_gpu_chunk_bytes}, {}, {}, {}});
    }
    buffers_.push_back({AddressSpace{host_alignment}, {}, {}, {}});
    const std::size_t nodes = graph.nodes().size();
    readers_.resize(nodes);
    views_.resize(nodes);
    blocks_.resize(nodes);
    copies_.resize(nodes * buffers_.size());
    copy_readers_.resize(nodes * buffers_.size());
  }

  std::vector<ReservedBuffer> run() {
    count();
    allocate_inputs();
    for (const Split& split : splits_) {
      enter(split);
      for (std::size_t place = split.begin; place < split.end; ++place) {
        execute(graph_.order()[place]);
      }
    }
    return result();
  }

 private:
  struct Buffer {
    AddressSpace space;
    std::string_view at;
    std::vector<LiveNode> live;
    std::vector<LiveNode> now;
  };

  [[nodiscard]] std::size_t buffer_of(Device device) const {
    return device.is_host() ? options_.gpus : device.index;
  }
  [[nodiscard]] std::size_t slot(NodeId node, std::size_t buffer) const {
    return static_cast<std::size_t>(node) * buffers_.size() + buffer;
  }
  // Who reads what, before anything is placed.
  void count() {
    for (const NodeId id : graph_.order()) {
      const Node& node = graph_[id];
      if (node.is_view()) {
        ++views_[static_cast<std::size_t>(node.viewed)];
      }
      for (const NodeId source : node.reads()) {
        if (source == no_node) {
          continue;
        }
        if (is_read_as_copy(graph_, source, node.device)) {
          ++copy_readers_[slot(source, buffer_of(node.device))];
        } else {
          ++readers_[static_cast<std::size_t>(source)];
        }
      }
    }
    for (const Split& split : splits_) {
      for (const NodeId input : split.inputs) {
        ++readers_[static_cast<std::size_t>(input)];
      }
    }
  }

  void allocate_inputs() {
    for (const NodeId input : graph_.inputs()) {
      const std::size_t buffer = buffer_of(graph_[input].device);
      const bool is_read =
          readers_[static_cast<std::size_t>(input)] != 0 && graph_[input].device.is_host();
      take(blocks_[static_cast<std::size_t>(input)], buffer, graph_[input]);
      // A pipeline keeps one set of inputs for every copy of the work in flight.
      for (std::uint64_t copy = 1; is_read && copy < options_.copies; ++copy) {
        Block extra;
        take(extra, buffer, graph_[input]);
      }
    }
    if (options_.copies > 1) {
      for (const Split& split : splits_) {
        for (const NodeId input : split.inputs) {
          for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
            take(copies_[slot(input, buffer_of(split.device))], buffer_of(split.device),
                 graph_[input]);
          }
        }
      }
    }
  }

  void enter(const Split& split) {
    for (const NodeId input : split.inputs) {
      release_reader(input);
      if (options_.copies == 1) {
        take(copies_[slot(input, buffer_of(split.device))], buffer_of(split.device), graph_[input]);
      }
    }
  }

  void execute(NodeId id) {
    const Node& node = graph_[id];
    const std::size_t buffer = buffer_of(node.device);
    if (node.has_memory() && !take_over_source(id)) {
      take(blocks_[static_cast<std::size_t>(id)], buffer, node);
    }
    for (const NodeId source : node.reads()) {
      if (source == no_node) {
        continue;
      }
      if (is_read_as_copy(graph_, source, node.device)) {
        const std::size_t copy = slot(source, buffer);
        if (--copy_readers_[copy] == 0 && options_.copies == 1) {
          release(copies_[copy], graph_[source].name);
        }
      } else {
        release_reader(source);
      }
    }
  }

  // The memory of a source that has the same layout and no other reader.
  bool take_over_source(NodeId id) {
    const Node& node = graph_[id];
    if (!can_work_in_place(node.operation)) {
      return false;
    }
    for (const NodeId source : node.reads()) {
      if (source == no_node) {
        continue;
      }
      const Node& parent = graph_[source];
      const bool same_layout = parent.shape == node.shape && parent.is_contiguous &&
                               parent.element_bytes == node.element_bytes;
      Block* block = same_layout && !parent.is_output ? sole_memory(source, node.device) : nullptr;
      if (block == nullptr) {
        continue;
      }
      hand_over(*block, parent, id);
      return true;
    }
    return false;
  }

  // What the new owner does not need of it becomes a hole.
  void hand_over(Block& block, const Node& from, NodeId to) {
    const Node& node = graph_[to];
    rename(block, from.name, node.name);
    Block& owned = blocks_[static_cast<std::size_t>(to)];
    owned = block;
    block.is_allocated = false;
    owned.bytes = buffers_[owned.buffer].space.shrink(owned.address, owned.bytes, node.bytes());
  }

  // The block behind a source that nothing but one reader wants; null where there is more.
  Block* sole_memory(NodeId source, Device device) {
    const std::size_t buffer = buffer_of(device);
    if (is_read_as_copy(graph_, source, device)) {
      const bool sole = options_.copies == 1 && copy_readers_[slot(source, buffer)] == 1;
      return sole ? &copies_[slot(source, buffer)] : nullptr;
    }
    const auto at = static_cast<std::size_t>(source);
    if (readers_[at] != 1 || views_[at] != 0) {
      return nullptr;
    }
    // ggml never takes over memory through a view: ggml_gallocr_is_own is false for views.
    return blocks_[at].is_allocated ? &blocks_[at] : nullptr;
  }

  void release_reader(NodeId source) {
    const auto at = static_cast<std::size_t>(source);
    if (--readers_[at] != 0 || views_[at] != 0) {
      return;
    }
    if (!graph_[source].is_view()) {
      release_node(source);
      return;
    }
    const NodeId viewed = graph_[source].viewed;
    const auto origin = static_cast<std::size_t>(viewed);
    if (--views_[origin] == 0 && readers_[origin] == 0) {
      release_node(viewed);
    }
  }

  void release_node(NodeId node) {
    if (!graph_[node].is_output) {
      release(blocks_[static_cast<std::size_t>(node)], graph_[node].name);
    }
  }

  void take(Block& block, std::size_t buffer, const Node& node) {
    Buffer& target = buffers_[buffer];
    const std::uint64_t peak = target.space.peak();
    const std::uint64_t bytes = node.bytes() + node.workspace_bytes;
    block = {target.space.allocate(bytes), bytes, buffer, true};
    if (with_live_nodes_) {
      target.now.push_back({node.name, block.bytes});
      if (target.space.peak() > peak) {
        target.at = node.name;
        target.live = target.now;
      }
    }
  }

  void release(Block& block, std::string_view name) {
    if (!block.is_allocated) {
      return;
    }
    block.is_allocated = false;
    Buffer& buffer = buffers_[block.buffer];
    buffer.space.release(block.address, block.bytes);
    if (with_live_nodes_) {
      const auto entry = find(buffer, block, name);
      if (entry != buffer.now.end()) {
        buffer.now.erase(entry);
      }
    }
  }

  void rename(const Block& block, std::string_view from, std::string_view to) {
    if (with_live_nodes_) {
      Buffer& buffer = buffers_[block.buffer];
      const auto entry = find(buffer, block, from);
      if (entry != buffer.now.end()) {
        entry->name = to;
      }
    }
  }

  static std::vector<LiveNode>::iterator find(Buffer& buffer, const Block& block,
                                              std::string_view name) {
    return std::find_if(buffer.now.begin(), buffer.now.end(), [&](const LiveNode& node) {
      return node.bytes == block.bytes && node.name == name;
    });
  }

  std::vector<ReservedBuffer> result() {
    std::vector<ReservedBuffer> reserved;
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      Buffer& buffer = buffers_[i];
      const Device device =
          i == options_.gpus ? host_device : Device{static_cast<std::uint32_t>(i)};
      std::stable_sort(buffer.live.begin(), buffer.live.end(),
                       [](const LiveNode& a, const LiveNode& b) { return a.bytes > b.bytes; });
      reserved.push_back({device, buffer.space.peak(), buffer.at, std::move(buffer.live)});
    }
    return reserved;
  }

  const Graph& graph_;
  const std::vector<Split>& splits_;
  const ReserveOptions& options_;
  bool with_live_nodes_;
  std::vector<Buffer> buffers_;  // of the GPUs, then of the host
  std::vector<std::size_t> readers_;
  std::vector<std::size_t> views_;
  std::vector<Block> blocks_;
  std::vector<Block> copies_;  // by node and buffer
  std::vector<std::size_t> copy_readers_;
};

}  // namespace

std::vector<ReservedBuffer> reserve(const Graph& graph, const std::vector<Split>& splits,
                                    const ReserveOptions& options, bool with_live_nodes) {
  return Replay{graph, splits, options, with_live_nodes}.run();
}

}  // namespace vramcalc::memory::llama_cpp
