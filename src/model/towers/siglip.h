// The image encoder that several families share.
#pragma once

#include "model/towers/tower.h"

namespace vramcalc::model {

/// Without the pooling head, which no language model uses. Returns its hidden size.
std::uint64_t add_siglip(Tower& tower, const Config& config, bool post_norm);

}  // namespace vramcalc::model
