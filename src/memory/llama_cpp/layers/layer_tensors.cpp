#include "memory/llama_cpp/layers/layer_tensors.h"

#include <algorithm>
#include <charconv>

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr std::string_view block_prefix = "blk.";

}  // namespace

const LayerTensors::Entry* LayerTensors::find(std::string_view name) const {
  const auto entry = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const Entry& tensor) { return tensor.name == name; });
  return entry == tensors_.end() ? nullptr : &*entry;
}

std::uint64_t LayerTensors::rows(std::string_view name) const {
  const Entry* entry = find(name);
  return entry == nullptr ? 0 : entry->shape[1];
}

std::uint64_t LayerTensors::columns(std::string_view name) const {
  const Entry* entry = find(name);
  return entry == nullptr ? 0 : entry->shape[0];
}

std::uint64_t LayerTensors::matrices(std::string_view name) const {
  const Entry* entry = find(name);
  return entry == nullptr ? 0 : entry->shape[2];
}

bool LayerTensors::has_shapes_of(const LayerTensors& other) const {
  return std::equal(tensors_.begin(), tensors_.end(), other.tensors_.begin(), other.tensors_.end(),
                    [](const Entry& a, const Entry& b) {
                      return a.name == b.name && a.shape == b.shape && a.moved == b.moved;
                    });
}

std::optional<Device> LayerTensors::moved(std::string_view name) const {
  const Entry* entry = find(name);
  return entry == nullptr ? std::nullopt : entry->moved;
}

bool LayerTensors::any_moved_to_host() const {
  return std::any_of(tensors_.begin(), tensors_.end(),
                     [](const Entry& tensor) { return tensor.moved && tensor.moved->is_host(); });
}

Bytes LayerTensors::bytes(std::string_view name) const {
  const Entry* entry = find(name);
  return entry == nullptr ? Bytes{} : entry->bytes;
}

ModelTensors tensors_by_layer(const model::StoredModel& stored, std::size_t layers,
                              const Overrides& overrides) {
  ModelTensors tensors;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    tensors.layers.emplace_back(layer);
  }
  for (const model::StoredTensor& entry : stored.tensors) {
    const model::Tensor& tensor = *entry.tensor;
    if (tensor.part != model::TensorPart::language) {
      continue;
    }
    std::string_view name = tensor.name;
    const auto found = overrides.find(name);
    const std::optional<Device> moved = found ? std::optional{found->device} : std::nullopt;
    if (!name.starts_with(block_prefix)) {
      tensors.whole.add(name, tensor.shape, entry.bytes, moved);
      continue;
    }
    name.remove_prefix(block_prefix.size());
    std::size_t layer = layers;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), layer);
    if (error == std::errc{} && layer < layers && end != name.data() + name.size()) {
      name.remove_prefix(static_cast<std::size_t>(end - name.data()) + 1);
      tensors.layers[layer].add(name, tensor.shape, entry.bytes, moved);
    }
  }
  return tensors;
}

}  // namespace vramcalc::memory::llama_cpp
