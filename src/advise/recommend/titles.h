// What rigs lead in.
#pragma once

#include <vector>

#include <vramcalc/advise/recommend.h>

namespace vramcalc::advise {

/// By price, board power, speed and room; what is not known of a rig beats nothing and is beaten.
void mark_undominated(std::vector<Pick>& picks);

/// The first is the balanced one: picks come in their rank.
void award_titles(std::vector<Pick>& picks);

[[nodiscard]] Text reason_of(const Pick& pick);

}  // namespace vramcalc::advise
