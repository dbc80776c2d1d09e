// The question that a row of data/serving_logs.jsonl asks: engine, model, workload and cards.
#pragma once

#include <optional>

#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/question.h>

#include "accuracy/reference.h"

namespace vramcalc::accuracy {

/// With the options that the row prints, and the engine's own defaults for all others: a context
/// that is not printed is the longest that the model allows.
[[nodiscard]] memory::Question serving_question(const Row& row);

/// Its cards, of which each holds one part of the tensors; nothing where neither the card nor its
/// memory is printed.
[[nodiscard]] std::optional<hardware::Rig> serving_rig(const Row& row);

}  // namespace vramcalc::accuracy
