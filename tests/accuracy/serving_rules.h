// Which rows of data/serving_logs.jsonl can be compared, and with which of their figures.
#pragma once

#include <cstdint>
#include <string_view>

#include <vramcalc/model/model.h>

#include "accuracy/reference.h"

namespace vramcalc::accuracy {

/// Why a row is not compared: the first rule that applies, never a row by itself.
enum class ServingExclusion : std::uint8_t {
  none,
  training,
  other_engine,
  not_gpu,
  no_config,
  unknown_quantisation,
  no_head,
};

[[nodiscard]] std::string_view rule_text(ServingExclusion exclusion);

[[nodiscard]] ServingExclusion exclusion_of_log(const Row& row);

/// Whether the cache that is left on a card follows from what the row says: the card or its memory,
/// the engine's share of it, and the release whose defaults hold for the rest.
[[nodiscard]] bool has_known_budget(const Row& row);

/// Whether the peak of the profile run follows too: it goes by the release.
[[nodiscard]] bool has_known_profile(const Row& row);

/// Whether the cache divided by its tokens is what one token takes. Layers with a window or a state
/// share pages with the others, and a token counts once for all groups of them.
[[nodiscard]] bool has_uniform_cache(const model::Model& model);

}  // namespace vramcalc::accuracy
