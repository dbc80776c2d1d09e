// Every tensor on its device.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "memory/llama_cpp/placement.h"
#include "memory/parts/tensor_name.h"

namespace vramcalc::memory::llama_cpp {
namespace {

using model::TensorPart;

// These two load the head before the embeddings and do not find them in its memory:
// src/models/gemma3n.cpp, src/models/gemma4.cpp
constexpr std::array<std::string_view, 2> head_before_embeddings{"gemma3n", "gemma4"};

bool is_tower(TensorPart part) {
  return part == TensorPart::vision || part == TensorPart::audio;
}

class WeightPlacer {
 public:
  explicit WeightPlacer(const Placement& placement)
      : placement_(placement),
        devices_(placement.gpus + 1),
        layer_devices_(placement.layers.begin(), placement.layers.end()) {
    for (std::size_t i = 0; i < placement.gpus; ++i) {
      devices_[i].device = Device{static_cast<std::uint32_t>(i)};
    }
    devices_.back().device = host_device;
    for (PlacedWeights::OnDevice& place : devices_) {
      place.work.device = place.device;
      place.work.layers = static_cast<std::uint64_t>(
          std::count(placement.layers.begin(), placement.layers.end(), place.device));
    }
    weights_.used_patterns.resize(placement.overrides.patterns());
  }

  // `stored`: the very tensors of the layer, of those that the group stands for.
  void add(const WeightGroup& group, std::optional<std::uint64_t> layer,
           std::span<const model::StoredTensor* const> stored) {
    if (placement_.rows.is_on() || placement_.overrides.may_move(layer)) {
      for (std::size_t i = 0; i < group.tensors.size(); ++i) {
        if (!is_tower(group.tensors[i].part())) {
          add_tensor(group.tensors[i], layer, *stored[i]);
        }
      }
      return;
    }
    for (const WeightLoad& load : group.loads) {
      if (load.home == Home::every_layer) {
        add_to_all(load);
      } else {
        add_load(device_of(load.home, layer), load);
      }
    }
  }

  // Where the head is the embeddings it is loaded once more, unless they are found in the memory
  // that it is for.
  void add_head(const WeightTensor& embeddings, bool before_embeddings) {
    const auto moved = placement_.overrides.find(embeddings.stored->tensor->name, std::nullopt,
                                                 embeddings.role.is_expert);
    const Device device = moved ? moved->device : placement_.output;
    const Device of_embeddings = moved ? moved->device : host_device;
    const WeightLoad head = load_of(embeddings, true);
    if (!before_embeddings && device == of_embeddings) {
      place_of(device).work.step += head.work;
      return;
    }
    if (moved) {
      add_load(device, head);
    } else {
      add_at_home(device, embeddings, head);
    }
  }

  [[nodiscard]] PlacedWeights placed() && {
    std::erase_if(devices_, [](const PlacedWeights::OnDevice& place) {
      return place.language == Bytes{} && place.mtp == Bytes{};
    });
    weights_.devices = std::move(devices_);
    return std::move(weights_);
  }

 private:
  void add_tensor(const WeightTensor& tensor, std::optional<std::uint64_t> layer,
                  const model::StoredTensor& stored) {
    const auto moved = placement_.overrides.find(stored.tensor->name, layer, tensor.role.is_expert);
    const bool is_shared = tensor.role.home == Home::every_layer;
    if (is_shared && !moved) {
      add_to_all(load_of(tensor));
      return;
    }
    const Device home = is_shared ? device_of_layer(0) : device_of(tensor.role.home, layer);
    if (moved) {
      note(*moved, tensor.role, home);
      add_load(moved->device, load_of(tensor));
    } else {
      add_at_home(home, tensor, load_of(tensor));
    }
  }

  void note(const Overrides::Found& moved, const TensorRole& role, Device home) {
    if (moved.pattern) {
      weights_.used_patterns[*moved.pattern] = true;
    }
    if (moved.device != home) {
      (role.is_expert ? weights_.moves_experts : weights_.moves_others) = true;
    }
  }

  void add_at_home(Device home, const WeightTensor& tensor, const WeightLoad& whole) {
    const std::vector<Bytes> shares = placement_.rows.shares(*tensor.stored, home);
    if (shares.empty()) {
      add_load(home, whole);
    }
    for (std::size_t gpu = 0; gpu < shares.size(); ++gpu) {
      WeightLoad load = whole;
      load.bytes = shares[gpu];
      load.filled_tensors = shares[gpu] == Bytes{} ? 0 : 1;
      load.work = share_of(whole.work, shares[gpu], whole.bytes);
      add_load(devices_[gpu].device, load);
    }
  }

  PlacedWeights::OnDevice& place_of(Device device) {
    return device.is_host() ? devices_.back() : devices_[device.index];
  }

  // Every layer asks for it, and gets a copy on its device.
  void add_to_all(const WeightLoad& load) {
    for (const Device device : layer_devices_) {
      add_load(device, load);
    }
  }

  void add_load(Device device, const WeightLoad& load) {
    PlacedWeights::OnDevice& place = place_of(device);
    if (load.is_mtp) {
      place.mtp += load.bytes;
      place.mtp_tensors += load.tensors;
    } else {
      place.language += load.bytes;
      place.mirrored += load.is_mirrored ? load.bytes : Bytes{};
      place.tensors += load.filled_tensors;
      place.work.step += load.work;
    }
  }

  [[nodiscard]] Device device_of_layer(std::uint64_t layer) const {
    return layer < placement_.layers.size() ? placement_.layers[layer] : placement_.output;
  }

  [[nodiscard]] Device device_of(Home home, std::optional<std::uint64_t> layer) const {
    switch (home) {
      case Home::input:
        return host_device;
      case Home::output:
        return placement_.output;
      default:
        return device_of_layer(layer.value_or(0));
    }
  }

  const Placement& placement_;
  std::vector<PlacedWeights::OnDevice> devices_;  // by GPU, the host last
  std::set<Device> layer_devices_;
  PlacedWeights weights_;
};

}  // namespace

std::size_t count_layers(const WeightTable& weights, const model::Architecture& architecture) {
  return architecture.layers.size() + weights.mtp_layers();
}

std::size_t count_layers(const Question& question, const LlamaCpp& options,
                         const WeightTable& weights) {
  const model::Architecture& architecture = question.model.layout->architecture;
  const bool has_drafts = question.model.source == model::ModelSource::gguf ||
                          options.draft_mtp_tokens != 0 || options.keeps_drafts;
  return has_drafts ? count_layers(weights, architecture) : architecture.layers.size();
}

PlacedWeights place_weights(const WeightTable& weights, const model::Architecture& architecture,
                            const Placement& placement) {
  WeightPlacer placer{placement};
  placer.add(weights.whole(), std::nullopt, weights.stored_of_whole());
  for (const WeightLayer& layer : weights.layers()) {
    placer.add(weights.kind_of(layer).weights, layer.number, layer.stored);
  }
  if (weights.head() == nullptr && weights.embeddings() != nullptr) {
    placer.add_head(*weights.embeddings(),
                    is_one_of(head_before_embeddings, architecture.gguf_name));
  }
  PlacedWeights placed = std::move(placer).placed();
  placed.unplaced_towers = weights.towers();
  return placed;
}

}  // namespace vramcalc::memory::llama_cpp
