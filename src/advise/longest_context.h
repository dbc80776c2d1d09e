// The longest context that a machine holds.
#pragma once

#include <cstdint>
#include <optional>

#include "advise/rig_check.h"

namespace vramcalc::advise {

/// Of the question with everything else as it is: a multiple of context_step, or the model's
/// maximum; nothing where not even one step holds.
[[nodiscard]] std::optional<std::uint64_t> longest_context(memory::Question question,
                                                           const RigCheck& cards);

}  // namespace vramcalc::advise
