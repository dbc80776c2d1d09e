#include "memory/weights/weight_table.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "memory/parts/tensor_work.h"

namespace vramcalc::memory {
namespace {

using model::TensorPart;

bool is_tower(TensorPart part) {
  return part == TensorPart::vision || part == TensorPart::audio;
}

struct NamedTensor {
  const model::StoredTensor* stored = nullptr;
  TensorName name;
};

bool is_language(const NamedTensor& tensor) {
  return tensor.stored->tensor->part == TensorPart::language;
}

// Those of the language model first.
std::size_t order(std::vector<NamedTensor>& tensors) {
  const auto rest = std::stable_partition(tensors.begin(), tensors.end(), is_language);
  return static_cast<std::size_t>(rest - tensors.begin());
}

bool has_same_shape(const model::StoredTensor& a, std::string_view stem_a,
                    const model::StoredTensor& b, std::string_view stem_b) {
  return stem_a == stem_b && a.tensor->shape == b.tensor->shape;
}

bool is_same(const WeightTensor& known, const NamedTensor& tensor) {
  return known.bytes() == tensor.stored->bytes && known.part() == tensor.stored->tensor->part &&
         has_same_shape(*known.stored, known.name.stem, *tensor.stored, tensor.name.stem);
}

void add_share(std::vector<WeightShare>& shares, const NamedTensor& tensor,
               const model::GroupedAttention* attention) {
  const model::Tensor& described = *tensor.stored->tensor;
  if (described.part == TensorPart::generated || tensor.stored->bytes == Bytes{}) {
    return;
  }
  const WeightShare share{.part = described.part,
                          .spread = spread_of(described, tensor.name, attention),
                          .is_behind_layers = is_behind_layers(tensor.name),
                          .bytes = tensor.stored->bytes,
                          .work = work_of(*tensor.stored, use_of(tensor.name, false)),
                          .tensors = 1};
  const auto same = std::find_if(shares.begin(), shares.end(), [&](const WeightShare& known) {
    return known.part == share.part && known.spread == share.spread &&
           known.is_behind_layers == share.is_behind_layers && known.bytes == share.bytes &&
           known.work == share.work;
  });
  if (same == shares.end()) {
    shares.push_back(share);
  } else {
    ++same->tensors;
  }
}

void add_load(std::vector<WeightLoad>& loads, const WeightLoad& load) {
  const auto same = std::find_if(loads.begin(), loads.end(), [&](const WeightLoad& known) {
    return known.home == load.home && known.is_mirrored == load.is_mirrored &&
           known.is_mtp == load.is_mtp;
  });
  if (same == loads.end()) {
    loads.push_back(load);
  } else {
    same->bytes += load.bytes;
    same->tensors += load.tensors;
    same->filled_tensors += load.filled_tensors;
    same->work += load.work;
  }
}

void add_tensor(WeightGroup& group, const NamedTensor& named, std::string_view family) {
  const WeightTensor& tensor = group.tensors.emplace_back(
      WeightTensor{named.stored, named.name, llama_cpp::role_of(named.name, family)});
  if (!is_tower(tensor.part())) {
    add_load(group.loads, load_of(tensor));
  }
}

LayerKind described(const std::vector<NamedTensor>& tensors, std::size_t language,
                    const model::Layer* layer, std::string_view family) {
  LayerKind kind;
  if (layer != nullptr) {
    kind.layer = *layer;
  }
  const auto* attention =
      layer == nullptr ? nullptr : std::get_if<model::GroupedAttention>(&layer->mixer);
  for (const NamedTensor& tensor : tensors) {
    add_tensor(kind.weights, tensor, family);
    add_share(kind.weights.shares, tensor, attention);
  }
  kind.weights.language_tensors = language;
  return kind;
}

bool is_of_kind(const LayerKind& kind, const std::vector<NamedTensor>& tensors,
                const model::Layer* layer) {
  const bool same_layer = layer == nullptr ? !kind.layer : kind.layer == *layer;
  return same_layer && std::equal(kind.weights.tensors.begin(), kind.weights.tensors.end(),
                                  tensors.begin(), tensors.end(), is_same);
}

bool have_same_shapes(const LayerKind& a, const LayerKind& b) {
  const auto of_a = a.weights.language();
  const auto of_b = b.weights.language();
  return std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(),
                    [](const WeightTensor& x, const WeightTensor& y) {
                      return has_same_shape(*x.stored, x.name.stem, *y.stored, y.name.stem);
                    });
}

bool have_same_storage(const LayerKind& a, const LayerKind& b) {
  const auto of_a = a.weights.language();
  const auto of_b = b.weights.language();
  return have_same_shapes(a, b) && std::equal(of_a.begin(), of_a.end(), of_b.begin(),
                                              [](const WeightTensor& x, const WeightTensor& y) {
                                                return x.bytes() == y.bytes();
                                              });
}

template <typename Same>
std::size_t first_kind(const std::vector<LayerKind>& kinds, const LayerKind& kind, Same same) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const LayerKind& other) { return same(other, kind); });
  return static_cast<std::size_t>(found - kinds.begin());
}

void add_kind(std::vector<LayerKind>& kinds, LayerKind kind) {
  kind.same_layer = first_kind(
      kinds, kind, [](const LayerKind& a, const LayerKind& b) { return a.layer == b.layer; });
  kind.same_shapes = first_kind(kinds, kind, have_same_shapes);
  kind.same_storage = first_kind(kinds, kind, have_same_storage);
  kinds.push_back(std::move(kind));
}

}  // namespace

WeightLoad load_of(const WeightTensor& tensor, bool is_head) {
  return {.home = tensor.role.home,
          .is_mirrored = tensor.role.is_mirrored,
          .is_mtp = tensor.part() == TensorPart::mtp,
          .bytes = tensor.bytes(),
          .tensors = 1,
          .filled_tensors = tensor.bytes() == Bytes{} ? 0U : 1U,
          .work = work_of(*tensor.stored, use_of(tensor.name, is_head))};
}

WeightTable::WeightTable(const model::StoredModel& stored,
                         const model::Architecture& architecture) {
  const std::string_view family = architecture.gguf_name;
  std::vector<NamedTensor> whole;
  std::map<std::uint64_t, std::vector<NamedTensor>> by_layer;
  for (const model::StoredTensor& tensor : stored.tensors) {
    const NamedTensor named{&tensor, parsed_name(tensor.tensor->name)};
    if (named.name.layer) {
      by_layer[*named.name.layer].push_back(named);
    } else if (is_tower(tensor.tensor->part)) {
      add_share(whole_.shares, named, nullptr);
    } else {
      whole.push_back(named);
    }
    towers_ += is_tower(tensor.tensor->part) ? tensor.bytes : Bytes{};
  }
  whole_.language_tensors = order(whole);
  for (const NamedTensor& tensor : whole) {
    add_tensor(whole_, tensor, family);
    add_share(whole_.shares, tensor, nullptr);
    stored_of_whole_.push_back(tensor.stored);
  }
  for (auto& [number, tensors] : by_layer) {
    const std::size_t language = order(tensors);
    const model::Layer* layer =
        number < architecture.layers.size() ? &architecture.layers[number] : nullptr;
    const auto known = std::find_if(kinds_.begin(), kinds_.end(), [&](const LayerKind& kind) {
      return is_of_kind(kind, tensors, layer);
    });
    WeightLayer& own = layers_.emplace_back();
    own.number = number;
    own.kind = static_cast<std::size_t>(known - kinds_.begin());
    if (known == kinds_.end()) {
      add_kind(kinds_, described(tensors, language, layer, family));
    }
    bool drafts = false;
    for (const NamedTensor& tensor : tensors) {
      own.stored.push_back(tensor.stored);
      drafts = drafts || tensor.stored->tensor->part == TensorPart::mtp;
    }
    mtp_layers_ += drafts ? 1 : 0;
  }
}

const WeightTensor* WeightTable::whole_tensor(std::string_view name) const {
  const auto found =
      std::find_if(whole_.tensors.begin(), whole_.tensors.end(),
                   [&](const WeightTensor& tensor) { return tensor.stored->tensor->name == name; });
  return found == whole_.tensors.end() ? nullptr : &*found;
}

}  // namespace vramcalc::memory
