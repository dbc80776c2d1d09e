// What several models take of the cards of a rig, one after another.
#pragma once

#include <span>
#include <vector>

#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/demand.h>

namespace vramcalc::advise {

struct SetLoad {
  std::vector<memory::Estimate> estimates;  // of the models, in their order
  std::vector<RigLoad> loads;               // likewise
  /// The cards as each model finds them.
  std::vector<std::vector<memory::GpuMemory>> gpus;
};

/// Throws Error(unsupported) where an engine cannot spread its model over such cards.
[[nodiscard]] SetLoad load_set(std::span<const EstimateRequest> models, const hardware::Rig& rig);

/// Of all models on one card: a model's need has to fit beside all that those before it hold.
[[nodiscard]] Verdict verdict_on(const SetLoad& set, std::size_t card, Bytes usable);

/// What the models before `model` hold of a card.
[[nodiscard]] memory::Interval held_before(const SetLoad& set, std::size_t model, std::size_t card);

/// What all of them hold, and their drivers beside it.
[[nodiscard]] memory::Interval holds_on(const SetLoad& set, std::size_t card);
[[nodiscard]] memory::Interval drivers_on(const SetLoad& set, std::size_t card);

/// Main memory of all of them.
[[nodiscard]] memory::Interval host_of(const SetLoad& set);

/// The largest model: they are loaded one after another.
[[nodiscard]] Bytes largest_weights(const SetLoad& set);

}  // namespace vramcalc::advise
