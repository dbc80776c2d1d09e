// What a publisher's count of stored numbers holds besides the language model.
//
// Hubs count what a checkpoint stores: draft layers, vision towers, scales of quantised weights, a
// tied head that was written twice. The language model's parameters are none of these. Listed side
// by side, the two counts meet.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <vramcalc/model/config.h>
#include <vramcalc/model/model.h>

namespace vramcalc::model {

enum class ComponentKind : std::uint8_t {
  language,        // the parameters of the language model, tied embeddings once
  mtp,             // multi-token-prediction layers
  vision,          // vision tower and projector
  audio,           // audio tower and projector
  scales,          // scales and zero points of quantised weights
  scale_padding,   // scale rows of a matrix that was quantised in shards, beyond its own
  shape_tensors,   // shapes that a packed format stores, counted like packed words
  tied_head,       // the output head, stored although it is the embedding
  rotary_buffers,  // frequencies of rotary positions
  router_biases,   // that steer experts, kept as buffers
  layer_scalars,   // factors of whole layers, kept as buffers
};

struct StoredComponent {
  ComponentKind kind{};
  std::uint64_t elements = 0;
  /// False where checkpoints of such a config may go either way.
  bool certain = true;
  /// Our parameters hold them, and a count that is not of buffers leaves them out: to be
  /// subtracted.
  bool left_out = false;
};

/// In the order of ComponentKind, language always, others where there are any. `whole` is the
/// config that `model` was built from. Throws what `store` throws for its published recipe.
[[nodiscard]] std::vector<StoredComponent> stored_components(const ModelLayout& model,
                                                             const Config& whole);

/// Of the certain components and some of the others: those that add up to `total`, with as few of
/// the uncertain as it takes. Nothing where no choice does.
[[nodiscard]] std::optional<std::vector<StoredComponent>> explain_total(
    const std::vector<StoredComponent>& components, std::uint64_t total);

}  // namespace vramcalc::model
