// Families whose draft layers are unlike the rest; each stands in the file of its name.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

/// Draft layers that one step may ask for, far above any model's.
inline constexpr std::uint64_t most_draft_layers = 100;

void add_deepseek4_draft_layers(Layout& layout, std::uint64_t count);
void add_nemotron_h_draft_layers(Layout& layout, std::uint64_t count);

}  // namespace vramcalc::model
