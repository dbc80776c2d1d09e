// The tensors of one layer by their names within it, as far as a graph hangs on them: what is
// there, and how wide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/memory/device.h>

#include "memory/llama_cpp/overrides.h"
#include "memory/weights/weight_table.h"

namespace vramcalc::memory::llama_cpp {

class LayerTensors {
 public:
  LayerTensors() = default;
  /// `layer`: which; 0 for tensors of no layer. The tensors outlive this.
  LayerTensors(std::size_t layer, std::span<const WeightTensor> tensors)
      : layer_(layer), tensors_(tensors) {}

  [[nodiscard]] std::size_t layer() const { return layer_; }
  /// Where each of the tensors lies, if not with the layer; by default all do.
  void move(std::vector<std::optional<Device>> moved) { moved_ = std::move(moved); }

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

  /// Of layers with the same tensors.
  [[nodiscard]] bool lie_as(const LayerTensors& other) const { return moved_ == other.moved_; }

 private:
  [[nodiscard]] const WeightTensor* find(std::string_view name) const;

  std::size_t layer_ = 0;
  std::span<const WeightTensor> tensors_;
  std::vector<std::optional<Device>> moved_;  // empty where none is
};

struct ModelTensors {
  LayerTensors whole;  // those of no layer, by their full names
  std::vector<LayerTensors> layers;
  std::vector<const LayerKind*> kinds;  // of the layers; null where one has no tensors
};

/// The language model's tensors, of its first `layers` layers.
[[nodiscard]] ModelTensors tensors_by_layer(const WeightTable& weights, std::size_t layers,
                                            const Overrides& overrides);

}  // namespace vramcalc::memory::llama_cpp
