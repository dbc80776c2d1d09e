// The tensors of one layer by their names within it, as far as a graph hangs on them: what is
// there, and how wide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/memory/device.h>
#include <vramcalc/model/recipe.h>

#include "memory/llama_cpp/overrides.h"

namespace vramcalc::memory::llama_cpp {

class LayerTensors {
 public:
  LayerTensors() = default;
  explicit LayerTensors(std::size_t layer) : layer_(layer) {}

  /// Which layer's; 0 for those of no layer.
  [[nodiscard]] std::size_t layer() const { return layer_; }
  /// `name` without "blk.N.": "attn_q.weight". It must outlive this.
  /// `moved`: where it lies, if not with the layer.
  void add(std::string_view name, const model::Shape& shape, Bytes bytes,
           std::optional<Device> moved) {
    tensors_.push_back({name, shape, bytes, moved});
  }

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Elements of a result of this matrix; 0 where there is none.
  [[nodiscard]] std::uint64_t rows(std::string_view name) const;
  /// Elements that it reads, or that a norm has; 0 where there is none.
  [[nodiscard]] std::uint64_t columns(std::string_view name) const;
  /// As it is stored; nothing where there is none.
  [[nodiscard]] Bytes bytes(std::string_view name) const;
  /// Where an override moves it to; nothing where none does, or no such tensor is there.
  [[nodiscard]] std::optional<Device> moved(std::string_view name) const;
  /// Some lie in main memory though the layer does not.
  [[nodiscard]] bool any_moved_to_host() const;
  /// Matrices that it holds: experts, heads; 0 where there is none.
  [[nodiscard]] std::uint64_t matrices(std::string_view name) const;

  /// The same tensors in the same shapes and places: the same graph, where no weights are copied.
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
    std::optional<Device> moved;

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
[[nodiscard]] ModelTensors tensors_by_layer(const model::StoredModel& stored, std::size_t layers,
                                            const Overrides& overrides);

}  // namespace vramcalc::memory::llama_cpp
