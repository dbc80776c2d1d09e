#include "memory/llama_cpp/layers/layer_tensors.h"

#include <algorithm>

namespace vramcalc::memory::llama_cpp {
namespace {

// Empty where all lie with their layer. `name_of(i)`: the full name of a tensor.
template <typename NameOf>
std::vector<std::optional<Device>> moved_tensors(std::span<const WeightTensor> tensors,
                                                 std::optional<std::uint64_t> layer,
                                                 const Overrides& overrides, NameOf name_of) {
  std::vector<std::optional<Device>> moved;
  if (!overrides.may_move(layer)) {
    return moved;
  }
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (const auto found = overrides.find(name_of(i), layer, tensors[i].role.is_expert)) {
      moved.resize(tensors.size());
      moved[i] = found->device;
    }
  }
  return moved;
}

}  // namespace

const WeightTensor* LayerTensors::find(std::string_view name) const {
  const auto tensor = std::find_if(tensors_.begin(), tensors_.end(),
                                   [&](const WeightTensor& own) { return own.name.stem == name; });
  return tensor == tensors_.end() ? nullptr : &*tensor;
}

std::uint64_t LayerTensors::rows(std::string_view name) const {
  const WeightTensor* tensor = find(name);
  return tensor == nullptr ? 0 : tensor->shape()[1];
}

std::uint64_t LayerTensors::columns(std::string_view name) const {
  const WeightTensor* tensor = find(name);
  return tensor == nullptr ? 0 : tensor->shape()[0];
}

std::uint64_t LayerTensors::matrices(std::string_view name) const {
  const WeightTensor* tensor = find(name);
  return tensor == nullptr ? 0 : tensor->shape()[2];
}

std::optional<Device> LayerTensors::moved(std::string_view name) const {
  if (moved_.empty()) {
    return std::nullopt;
  }
  const WeightTensor* tensor = find(name);
  return tensor == nullptr ? std::nullopt
                           : moved_[static_cast<std::size_t>(tensor - tensors_.data())];
}

bool LayerTensors::any_moved_to_host() const {
  return std::any_of(moved_.begin(), moved_.end(), [](const std::optional<Device>& device) {
    return device && device->is_host();
  });
}

Bytes LayerTensors::bytes(std::string_view name) const {
  const WeightTensor* tensor = find(name);
  return tensor == nullptr ? Bytes{} : tensor->bytes();
}

ModelTensors tensors_by_layer(const WeightTable& weights, std::size_t layers,
                              const Overrides& overrides) {
  ModelTensors tensors;
  const std::span<const WeightTensor> whole = weights.whole().language();
  tensors.whole = LayerTensors{0, whole};
  tensors.whole.move(moved_tensors(whole, std::nullopt, overrides,
                                   [&](std::size_t i) { return whole[i].stored->tensor->name; }));
  tensors.layers.reserve(layers);
  tensors.kinds.resize(layers, nullptr);
  auto next = weights.layers().begin();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    if (next == weights.layers().end() || next->number != layer) {
      tensors.layers.emplace_back(layer, std::span<const WeightTensor>{});
      continue;
    }
    const LayerKind& kind = weights.kind_of(*next);
    const std::span<const WeightTensor> own = kind.weights.language();
    tensors.layers.emplace_back(layer, own);
    tensors.layers.back().move(moved_tensors(
        own, layer, overrides, [&](std::size_t i) { return next->stored[i]->tensor->name; }));
    tensors.kinds[layer] = &kind;
    ++next;
  }
  return tensors;
}

}  // namespace vramcalc::memory::llama_cpp
