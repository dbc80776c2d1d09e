#include "memory/llama_cpp/telling_layers.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace vramcalc::memory::llama_cpp {
namespace {

// What can follow what: after it has come that often, the addresses repeat.
constexpr std::size_t times_to_settle = 3;

bool copies_weights(const ModelTensors& tensors, const Placement& placement, std::size_t layer) {
  return placement.layers[layer].is_host() || tensors.layers[layer].any_moved_to_host();
}

// Layers of the same tensors in the same places, as far as a graph hangs on them: on their storage
// where weights are copied, else on their shapes.
bool have_same_tensors(const ModelTensors& tensors, std::size_t a, std::size_t b,
                       bool copies_weights) {
  const LayerKind* kind_a = tensors.kinds[a];
  const LayerKind* kind_b = tensors.kinds[b];
  if (kind_a == nullptr || kind_b == nullptr) {
    return kind_a == kind_b;
  }
  return (copies_weights ? kind_a->same_storage == kind_b->same_storage
                         : kind_a->same_shapes == kind_b->same_shapes) &&
         tensors.layers[a].lie_as(tensors.layers[b]);
}

bool do_the_same(const model::Architecture& architecture, const ModelTensors& tensors,
                 std::size_t a, std::size_t b) {
  const LayerKind* kind_a = tensors.kinds[a];
  const LayerKind* kind_b = tensors.kinds[b];
  return kind_a != nullptr && kind_b != nullptr ? kind_a->same_layer == kind_b->same_layer
                                                : architecture.layers[a] == architecture.layers[b];
}

// Layers with the same graph, wherever it runs, get the same number.
std::vector<std::size_t> layer_kinds(const model::Architecture& architecture,
                                     const ModelTensors& tensors, const Placement& placement,
                                     const Decoder& decoder) {
  std::vector<std::size_t> kinds;
  std::vector<std::size_t> firsts;
  std::vector<std::uint64_t> variants;
  std::vector<bool> copies;
  for (std::size_t layer = 0; layer < tensors.layers.size(); ++layer) {
    variants.push_back(decoder.variant(layer));
    copies.push_back(copies_weights(tensors, placement, layer));
    const auto same = std::find_if(firsts.begin(), firsts.end(), [&](std::size_t first) {
      return variants[first] == variants[layer] && copies[first] == copies[layer] &&
             do_the_same(architecture, tensors, first, layer) &&
             have_same_tensors(tensors, first, layer, copies[layer]);
    });
    kinds.push_back(static_cast<std::size_t>(same - firsts.begin()));
    if (same == firsts.end()) {
      firsts.push_back(layer);
    }
  }
  return kinds;
}

// A layer that looks at picked rows has memory of its own from the beginning on, and what states of
// no sequence leave behind adds up: all of them count.
bool needs_all_layers(const model::Architecture& architecture) {
  return std::any_of(
      architecture.layers.begin(), architecture.layers.end(), [](const model::Layer& layer) {
        const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer);
        const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer);
        return std::holds_alternative<model::Recurrent>(layer.mixer) ||
               layer.parallel.has_value() || (latent != nullptr && latent->index_key_length != 0) ||
               (grouped != nullptr && grouped->index_block != 0);
      });
}

// A kind of layers on a device.
using PlacedKind = std::pair<Device, std::size_t>;

// Repeated transitions beyond the first few are left out.
std::vector<std::size_t> with_new_transitions(const std::vector<PlacedKind>& kinds) {
  std::map<std::pair<PlacedKind, PlacedKind>, std::size_t> seen;
  std::vector<std::size_t> layers;
  for (std::size_t layer = 0; layer < kinds.size(); ++layer) {
    const bool is_new = layer == 0 || seen[{kinds[layer - 1], kinds[layer]}]++ < times_to_settle;
    if (is_new || layer + 1 == kinds.size()) {
      layers.push_back(layer);
    }
  }
  return layers;
}

// The telling layers of one GPU.
struct Stage {
  Device device;
  std::size_t before = 0;          // the kind of what comes in
  std::vector<std::size_t> kinds;  // of its layers
  std::vector<std::size_t> layers;

  [[nodiscard]] bool works_like(const Stage& other) const {
    return before == other.before && kinds == other.kinds;
  }
};

std::vector<Stage> stages_of(const std::vector<std::size_t>& layers,
                             const std::vector<PlacedKind>& kinds) {
  std::vector<Stage> stages;
  for (const std::size_t layer : layers) {
    const auto& [device, kind] = kinds[layer];
    if (stages.empty() || stages.back().device != device) {
      const std::size_t before = layer == 0 ? kinds.size() : kinds[layer - 1].second;
      stages.push_back({device, before, {}, {}});
    }
    stages.back().kinds.push_back(kind);
    stages.back().layers.push_back(layer);
  }
  return stages;
}

// GPUs in the middle that do what the one before does have the same in memory.
TellingLayers without_repeated_stages(const std::vector<Stage>& stages) {
  TellingLayers telling;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const bool is_in_middle = kept > 0 && i + 1 < stages.size();
    if (is_in_middle && stages[i].works_like(stages[kept])) {
      telling.stand_ins.push_back({stages[i].device, stages[kept].device});
      continue;
    }
    kept = i;
    telling.layers.insert(telling.layers.end(), stages[i].layers.begin(), stages[i].layers.end());
  }
  return telling;
}

}  // namespace

TellingLayers telling_layers(const model::Architecture& architecture, const ModelTensors& tensors,
                             const Placement& placement, const Decoder& decoder, bool in_pipeline) {
  TellingLayers telling;
  if (needs_all_layers(architecture)) {
    telling.layers.resize(architecture.layers.size());
    std::iota(telling.layers.begin(), telling.layers.end(), std::size_t{0});
    return telling;
  }
  const std::vector<std::size_t> kinds = layer_kinds(architecture, tensors, placement, decoder);
  std::vector<PlacedKind> placed;
  for (std::size_t layer = 0; layer < kinds.size(); ++layer) {
    placed.emplace_back(placement.layers[layer], kinds[layer]);
  }
  telling.layers = with_new_transitions(placed);
  return in_pipeline ? without_repeated_stages(stages_of(telling.layers, placed)) : telling;
}

}  // namespace vramcalc::memory::llama_cpp
