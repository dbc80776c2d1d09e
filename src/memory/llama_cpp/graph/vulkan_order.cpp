#include "memory/llama_cpp/graph/vulkan_order.h"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace vramcalc::memory::llama_cpp {
namespace {

using Op = Operation;
using Pattern = std::initializer_list<Op>;

// Sequences that one shader does in a go; they stay together (ggml-vulkan-types.h).
constexpr Pattern softmax_top_k_norm{Op::soft_max, Op::reshape, Op::argsort,  Op::view,
                                     Op::get_rows, Op::reshape, Op::sum_rows, Op::clamp,
                                     Op::divide,   Op::reshape};
constexpr Pattern sigmoid_top_k_norm_bias{Op::unary, Op::reshape,  Op::add,     Op::argsort,
                                          Op::view,  Op::get_rows, Op::reshape, Op::sum_rows,
                                          Op::clamp, Op::divide,   Op::reshape};
constexpr Pattern softplus_top_k_norm_bias{
    Op::unary,    Op::square_root, Op::reshape,  Op::add,   Op::argsort, Op::view,
    Op::get_rows, Op::reshape,     Op::sum_rows, Op::clamp, Op::divide,  Op::reshape};
constexpr Pattern softmax_top_k{Op::soft_max, Op::reshape, Op::argsort, Op::view, Op::get_rows};
constexpr Pattern top_k_softmax{Op::argsort, Op::view,     Op::get_rows,
                                Op::reshape, Op::soft_max, Op::reshape};
constexpr Pattern norm_scale_add_scale{Op::rms_norm, Op::multiply, Op::add, Op::multiply};
constexpr Pattern norm_scale_add{Op::rms_norm, Op::multiply, Op::add};
constexpr Pattern norm_scale_rope_store{Op::rms_norm, Op::multiply, Op::rope, Op::view,
                                        Op::set_rows};
constexpr Pattern norm_store{Op::rms_norm, Op::view, Op::set_rows};
constexpr Pattern rope_store{Op::rope, Op::view, Op::set_rows};

// The choice of experts: its shader reads its inputs to the end.
constexpr std::initializer_list<Pattern> choices{softmax_top_k_norm, sigmoid_top_k_norm_bias,
                                                 softplus_top_k_norm_bias, softmax_top_k,
                                                 top_k_softmax};
constexpr std::initializer_list<Pattern> kept_together{
    norm_scale_add_scale, norm_scale_add, norm_scale_rope_store, norm_store, rope_store};

// Inputs whose memory nothing may take over before `until` has run.
struct Kept {
  NodeId until = no_node;
  std::vector<NodeId> inputs;
};

constexpr std::size_t nodes_to_look_at = 20;
constexpr std::size_t nodes_to_fuse_over = 15;

class Reordering {
 public:
  Reordering(const Graph& graph, std::span<const NodeId> nodes)
      : graph_(graph), nodes_(nodes), used_(nodes.size()), done_(graph.nodes().size()) {}

  std::vector<NodeId> run() {
    while (first_ < nodes_.size()) {
      if (!keep_choice() && !keep_pattern()) {
        gather();
      }
    }
    return std::move(order_);
  }

  [[nodiscard]] const std::vector<Kept>& kept() const { return kept_; }

 private:
  [[nodiscard]] const Node& at(std::size_t index) const { return graph_[nodes_[index]]; }
  [[nodiscard]] Op operation(std::size_t index) const { return at(index).operation; }
  [[nodiscard]] std::size_t limit(std::size_t from, std::size_t count) const {
    return std::min(from + count, nodes_.size());
  }
  [[nodiscard]] NodeId memory_of(NodeId node) const {
    return graph_[node].is_view() ? graph_[node].viewed : node;
  }

  [[nodiscard]] bool matches(Pattern pattern, std::size_t start) const {
    if (start + pattern.size() > nodes_.size()) {
      return false;
    }
    std::size_t index = start;
    return std::all_of(pattern.begin(), pattern.end(), [&](Op wanted) {
      const bool same = operation(index) == wanted && !used_[index];
      ++index;
      return same;
    });
  }
  [[nodiscard]] bool matches_any(std::size_t start) const {
    const auto here = [&](Pattern pattern) { return matches(pattern, start); };
    return std::any_of(choices.begin(), choices.end(), here) ||
           std::any_of(kept_together.begin(), kept_together.end(), here);
  }

  void emit(std::size_t index) {
    order_.push_back(nodes_[index]);
    used_[index] = true;
    done_[static_cast<std::size_t>(nodes_[index])] = true;
  }
  void advance() {
    while (first_ < nodes_.size() && used_[first_]) {
      ++first_;
    }
  }

  void keep(Pattern pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      emit(first_ + i);
    }
    advance();
  }

  bool keep_pattern() {
    const auto pattern = std::find_if(kept_together.begin(), kept_together.end(),
                                      [&](Pattern each) { return matches(each, first_); });
    if (pattern == kept_together.end()) {
      return false;
    }
    keep(*pattern);
    return true;
  }

  bool keep_choice() {
    const auto pattern = std::find_if(choices.begin(), choices.end(),
                                      [&](Pattern each) { return matches(each, first_); });
    if (pattern == choices.end()) {
      return false;
    }
    const std::size_t end = first_ + pattern->size();
    const bool is_scaled = end < nodes_.size() && operation(end) == Op::scale;
    kept_.push_back({nodes_[is_scaled ? end : end - 1], inputs_of(first_, end)});
    keep(*pattern);
    return true;
  }

  // What a run of nodes reads that it does not make.
  [[nodiscard]] std::vector<NodeId> inputs_of(std::size_t begin, std::size_t end) const {
    const auto made = nodes_.subspan(begin, end - begin);
    std::vector<NodeId> inputs;
    for (const NodeId node : made) {
      for (const NodeId source : graph_[node].reads()) {
        if (source != no_node && std::find(made.begin(), made.end(), source) == made.end() &&
            std::find(inputs.begin(), inputs.end(), source) == inputs.end()) {
          inputs.push_back(source);
        }
      }
    }
    return inputs;
  }

  // `later` reads what `earlier` makes, or the two touch the same memory.
  [[nodiscard]] bool depends(std::size_t later, std::size_t earlier) const {
    const NodeId a = nodes_[later];
    const NodeId b = nodes_[earlier];
    const bool both_compute =
        !is_reinterpretation(operation(later)) && !is_reinterpretation(operation(earlier));
    for (const NodeId source : graph_[a].reads()) {
      if (source == b || (both_compute && source != no_node && memory_of(source) == memory_of(b))) {
        return true;
      }
    }
    for (const NodeId source : graph_[b].reads()) {
      if (both_compute && source != no_node && memory_of(a) == memory_of(source)) {
        return true;
      }
    }
    return memory_of(a) == memory_of(b);
  }

  // Nothing that computes is left between the two.
  [[nodiscard]] bool only_views_between(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) {
      if (!used_[i] && !is_reinterpretation(operation(i))) {
        return false;
      }
    }
    return true;
  }

  // A pair that one shader does: the second may follow the first at once.
  [[nodiscard]] bool is_fused_pair(std::size_t first, std::size_t second) const {
    if (first != chosen_.back()) {
      return false;
    }
    const Op a = operation(first);
    const Op b = operation(second);
    if ((a == Op::rms_norm || a == Op::unary) && b == Op::multiply) {
      return only_views_between(first + 1, second);
    }
    return second == first + 1 &&
           ((a == Op::matrix_product && b == Op::add) ||
            (a == Op::matrix_product_by_expert && (b == Op::add_id || b == Op::multiply)) ||
            (a == Op::add && b == Op::add) ||
            (a == Op::ssm_conv && (b == Op::add || b == Op::unary)));
  }

  [[nodiscard]] bool may_move(std::size_t index) const {
    for (std::size_t earlier = first_; earlier < index; ++earlier) {
      if (!used_[earlier] && depends(index, earlier) && !is_fused_pair(earlier, index)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool is_ready(NodeId node) const {
    return node == no_node || graph_[node].operation == Op::input ||
           graph_[node].operation == Op::external || graph_[node].operation == Op::weight ||
           graph_[node].device != at(first_).device || done_[static_cast<std::size_t>(node)];
  }

  void choose(std::size_t index) {
    chosen_.push_back(index);
    used_[index] = true;
  }

  // The first of the next nodes that is `wanted` and reads `source` first, if its other is ready.
  std::size_t find_reader(std::size_t source, Op wanted) const {
    for (std::size_t i = source + 1; i < limit(source, nodes_to_fuse_over); ++i) {
      if (operation(i) == wanted && at(i).sources[0] == nodes_[source] &&
          is_ready(at(i).sources[1])) {
        return i;
      }
    }
    return nodes_.size();
  }

  void choose_with_followers(std::size_t index) {
    chosen_.push_back(index);
    std::size_t rope = index;
    const Op previous = index > 0 ? operation(index - 1) : Op::other;
    if (operation(index) == Op::multiply && previous == Op::rms_norm) {
      if (const std::size_t found = find_reader(index, Op::rope); found != nodes_.size()) {
        rope = found;
        choose(found);
      }
    }
    if (operation(rope) == Op::rope || operation(rope) == Op::rms_norm) {
      choose_store(rope);
    }
    const bool expert_bias =
        operation(index) == Op::add_id && previous == Op::matrix_product_by_expert;
    const bool bias = operation(index) == Op::add && previous == Op::matrix_product;
    if (expert_bias || bias) {
      const Op wanted = expert_bias ? Op::multiply : Op::add;
      if (const std::size_t found = find_reader(index, wanted); found != nodes_.size()) {
        choose(found);
      }
    }
    if (operation(index) == Op::add && previous == Op::ssm_conv) {
      if (const std::size_t found = find_reader(index, Op::unary); found != nodes_.size()) {
        choose(found);
      }
    }
    if (operation(index) == Op::unary) {
      choose_factor(index);
    }
  }

  // The write into the cache right after what is written.
  void choose_store(std::size_t source) {
    std::size_t view = nodes_.size();
    std::size_t store = nodes_.size();
    for (std::size_t i = source + 1; i < limit(source, nodes_to_fuse_over); ++i) {
      if (used_[i]) {
        continue;
      }
      if (view == nodes_.size() && operation(i) == Op::view && at(i).sources[0] == nodes_[source]) {
        view = i;
      } else if (view != nodes_.size() && operation(i) == Op::set_rows &&
                 at(i).sources[0] == nodes_[view]) {
        store = i;
        break;
      }
    }
    if (store == nodes_.size()) {
      return;
    }
    for (std::size_t i = source + 1; i < store; ++i) {
      if (!used_[i] && i != view && !is_reinterpretation(operation(i)) && depends(store, i)) {
        return;
      }
    }
    choose(view);
    choose(store);
  }

  void choose_factor(std::size_t unary) {
    for (std::size_t i = unary + 1; i < limit(unary, nodes_to_fuse_over); ++i) {
      const Node& node = at(i);
      const bool first = node.sources[0] == nodes_[unary];
      if (node.operation != Op::multiply || (!first && node.sources[1] != nodes_[unary])) {
        continue;
      }
      if (is_ready(first ? node.sources[1] : node.sources[0])) {
        choose(i);
        return;
      }
    }
  }

  void gather() {
    chosen_.assign(1, first_);
    const std::size_t end = limit(first_, nodes_to_look_at);
    for (std::size_t i = first_ + 1; i < end; ++i) {
      if (!used_[i] && !is_reinterpretation(operation(i)) && !matches_any(i) && may_move(i)) {
        choose_with_followers(i);
      }
    }
    if (operation(chosen_.back()) != Op::add) {
      gather_views(end);
    }
    for (const std::size_t index : chosen_) {
      emit(index);
    }
    advance();
  }

  void gather_views(std::size_t end) {
    for (std::size_t i = first_ + 1; i < end; ++i) {
      if (used_[i] || !is_reinterpretation(operation(i))) {
        continue;
      }
      bool is_free = true;
      for (std::size_t earlier = first_; is_free && earlier < i; ++earlier) {
        is_free = used_[earlier] || !depends(i, earlier) ||
                  std::find(chosen_.begin(), chosen_.end(), earlier) != chosen_.end();
      }
      if (is_free) {
        chosen_.push_back(i);
      }
    }
  }

  const Graph& graph_;
  std::span<const NodeId> nodes_;
  std::vector<bool> used_;
  std::vector<bool> done_;  // by node
  std::size_t first_ = 0;
  std::vector<std::size_t> chosen_;
  std::vector<NodeId> order_;
  std::vector<Kept> kept_;
};

// A node that does nothing and takes no memory reads what is kept: alloc_deps of
// ggml_backend_sched_split_graph.
std::vector<NodeId> with_readers(Graph& graph, const std::vector<NodeId>& order,
                                 const std::vector<Kept>& kept) {
  std::vector<NodeId> result;
  auto next = kept.begin();
  for (const NodeId node : order) {
    result.push_back(node);
    if (next != kept.end() && next->until == node) {
      graph.set_device(graph[node].device);
      for (const NodeId input : next->inputs) {
        result.push_back(graph.add_node(Operation::external, "kept", {0, 1, 1, 1}, {input}));
      }
      ++next;
    }
  }
  return result;
}

}  // namespace

void order_for_vulkan(Graph& graph, std::vector<Split>& splits) {
  std::vector<NodeId> order;
  for (Split& split : splits) {
    const auto nodes = graph.order().subspan(split.begin, split.end - split.begin);
    std::vector<NodeId> part{nodes.begin(), nodes.end()};
    if (!split.device.is_host()) {
      Reordering reordering{graph, nodes};
      part = reordering.run();
      part = with_readers(graph, part, reordering.kept());
    }
    split.begin = order.size();
    order.insert(order.end(), part.begin(), part.end());
    split.end = order.size();
  }
  graph.reorder(std::move(order));
}

}  // namespace vramcalc::memory::llama_cpp
