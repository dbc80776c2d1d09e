// The tensors of one layer by their names within it, as far as a graph hangs on them: what is
// there, and how wide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/model/recipe.h>

namespace vramcalc::memory::llama_cpp {

class LayerTensors {
 public:
  LayerTensors() = default;
  explicit LayerTensors(std::size_t layer) : layer_(layer) {}

  /// Which layer's; 0 for those of no layer.
  [[nodiscard]] std::size_t layer() const { return layer_; }
  /// `name` without "blk.N.": "attn_q.weight". It must outlive this.
  void add(std::string_view name, const model::Shape& shape, Bytes bytes) {
    tensors_.push_back({name, shape, bytes});
  }

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Elements of a result of this matrix; 0 where there is none.
  [[nodiscard]] std::uint64_t rows(std::string_view name) const;
  /// Elements that it reads, or that a norm has; 0 where there is none.
  [[nodiscard]] std::uint64_t columns(std::string_view name) const;
  /// As it is stored; nothing where there is none.
  [[nodiscard]] Bytes bytes(std::string_view name) const;
  /// Matrices that it holds: experts, heads; 0 where there is none.
  [[nodiscard]] std::uint64_t matrices(std::string_view name) const;

  /// The same tensors in the same shapes: the same graph, where all weights lie with it.
  [[nodiscard]] bool has_shapes_of(const LayerTensors& other) const;

  /// And in the same storage.
  friend bool operator==(const LayerTensors& a, const LayerTensors& b) {
    return a.tensors_ == b.tensors_;
  }

 private:
  struct Entry {
    std::string_view name;
    model::Shape shape;
    Bytes bytes;

    friend bool operator==(const Entry&, const Entry&) = default;
  };
  [[nodiscard]] const Entry* find(std::string_view name) const;

  std::size_t layer_ = 0;
  std::vector<Entry> tensors_;
};

struct ModelTensors {
  LayerTensors whole;  // those of no layer, by their full names
  std::vector<LayerTensors> layers;
};

/// The language model's tensors, of its first `layers` layers.
[[nodiscard]] ModelTensors tensors_by_layer(const model::StoredModel& stored, std::size_t layers);

}  // namespace vramcalc::memory::llama_cpp
