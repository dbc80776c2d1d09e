// The time until a prompt is read.
#pragma once

#include <optional>

#include "advise/speed/step.h"

namespace vramcalc::advise {

/// Nothing where the arithmetic of a card is not known. `attention`: operations that one pair of
/// tokens takes, over all layers. `reading`: the step that reads all weights once.
[[nodiscard]] std::optional<double> prompt_seconds(const Runner& runner, double attention,
                                                   const StepTime& reading, std::uint64_t tokens);

}  // namespace vramcalc::advise
