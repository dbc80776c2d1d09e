// The image encoder of Mistral.
#pragma once

#include "model/towers/tower.h"

namespace vramcalc::model {

/// Returns its hidden size.
std::uint64_t add_pixtral(Tower& tower, const Config& config);

}  // namespace vramcalc::model
