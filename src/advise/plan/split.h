// A --tensor-split under which every card of a rig holds its layers.
#pragma once

#include <optional>

#include "advise/plan/attempt.h"

namespace vramcalc::advise {

/// llama.cpp's own split goes by the memory of the cards, as if layers were all that lies there: a
/// small card beside a large one, or experts in main memory, need another. Layers move from the
/// fullest card to the emptiest until all hold; nothing where that leads nowhere, or where a split
/// was given.
[[nodiscard]] std::optional<Attempt> with_split(const Attempt& attempt, const RigComfort& rig);

}  // namespace vramcalc::advise
