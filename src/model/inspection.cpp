#include <vramcalc/model/inspection.h>

#include <algorithm>
#include <utility>

#include <vramcalc/model/weight_format.h>

namespace vramcalc::model {
namespace {

struct MixerId {
  std::string_view operator()(const NoMixer& /*none*/) const { return "none"; }
  std::string_view operator()(const GroupedAttention& attention) const {
    return attention.window == 0 ? "attention" : "sliding_attention";
  }
  std::string_view operator()(const LatentAttention& /*attention*/) const {
    return "latent_attention";
  }
  std::string_view operator()(const Recurrent& recurrent) const {
    switch (recurrent.kind) {
      case RecurrentKind::mamba:
        return "mamba";
      case RecurrentKind::mamba2:
        return "mamba2";
      case RecurrentKind::gated_delta_net:
        return "gated_delta_net";
      case RecurrentKind::kimi_delta_attention:
        return "kimi_delta_attention";
      case RecurrentKind::short_convolution:
        return "short_convolution";
      case RecurrentKind::lightning_attention:
        return "lightning_attention";
      case RecurrentKind::rwkv:
        break;
    }
    return "rwkv";
  }
};

// The entry whose `member` is `id`, added where there is none yet.
template <typename Entry>
Entry& entry_of(std::vector<Entry>& entries, std::string_view Entry::*member, std::string_view id) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.*member == id; });
  if (found != entries.end()) {
    return *found;
  }
  Entry& added = entries.emplace_back();
  added.*member = id;
  return added;
}

void add_up_formats(Inspection& inspection) {
  for (const StoredTensor& stored : inspection.stored.tensors) {
    FormatShare& share = entry_of(inspection.formats, &FormatShare::format, stored.format);
    ++share.tensors;
    // A config's figures are anybody's: the sum is checked like a size.
    share.elements = (Bytes{share.elements} + Bytes{stored.tensor->shape.elements()}).count();
    share.bytes += stored.bytes;
  }
  std::stable_sort(inspection.formats.begin(), inspection.formats.end(),
                   [](const FormatShare& a, const FormatShare& b) { return b.bytes < a.bytes; });
}

void count_layers(Inspection& inspection, const Architecture& architecture) {
  for (const Layer& layer : architecture.layers) {
    ++entry_of(inspection.layers, &LayerKind::mixer, mixer_id(layer.mixer)).layers;
    inspection.expert_layers += layer.feed_forward == FeedForwardKind::experts ? 1U : 0U;
  }
}

}  // namespace

std::string_view mixer_id(const TokenMixer& mixer) {
  return std::visit(MixerId{}, mixer);
}

Inspection inspect(Checkpoint checkpoint) {
  Inspection inspection;
  const Model& model = checkpoint.model;
  if (model.has_tensors()) {
    inspection.stored = stored_in(model, native_format(model));
    const Bytes language = inspection.stored.language_bytes();
    inspection.all = inspection.stored.total_bytes();
    inspection.weights = model.stored != nullptr ? inspection.all : language;
    inspection.bits_per_weight = 8 * fraction(language, Bytes{model.parameters});
    add_up_formats(inspection);
  }
  if (model.layout != nullptr) {
    count_layers(inspection, model.layout->architecture);
  }
  inspection.checkpoint = std::move(checkpoint);
  return inspection;
}

}  // namespace vramcalc::model
