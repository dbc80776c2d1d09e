// What stays in main memory where the cards cannot hold all of a model: llama.cpp's alone.
#pragma once

#include <optional>

#include <vramcalc/advise/plan.h>

#include "advise/plan/attempt.h"

namespace vramcalc::advise {

/// The attempt with as little in main memory as makes it at least that comfortable: experts of the
/// first layers where the model has experts, then whole layers. Nothing where the engine is
/// another, the user decided what stays there, or even all of it there does not help.
[[nodiscard]] std::optional<Attempt> with_host(const Attempt& attempt, const RigComfort& rig,
                                               Comfort wanted);

/// What of the model stays in main memory.
[[nodiscard]] HostPart host_part(const memory::Question& question);

}  // namespace vramcalc::advise
