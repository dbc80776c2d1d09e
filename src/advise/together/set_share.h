// Engines that take a share of the cards ahead, beside others: which share is not too much.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <vramcalc/advise/together.h>

#include "advise/together/set_load.h"

namespace vramcalc::advise {

/// Of the models whose share is not free when they start, or leaves the others too little: that,
/// and the share that would do. Empty where every card holds what is asked of it.
[[nodiscard]] std::vector<SetWarning> share_warnings(std::span<const EstimateRequest> models,
                                                     const SetLoad& set, const hardware::Rig& rig);

}  // namespace vramcalc::advise
