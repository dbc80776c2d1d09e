// What other programs hold of the cards of a rig, in words.
#pragma once

#include <vector>

#include <vramcalc/core/message.h>
#include <vramcalc/hardware/rig.h>

namespace vramcalc::advise {

/// One a card of which something worth a word is in use.
[[nodiscard]] std::vector<Text> in_use_notes(const hardware::Rig& rig);

}  // namespace vramcalc::advise
