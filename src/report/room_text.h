// What more the cards have room for, in a line.
#pragma once

#include <string>

#include <vramcalc/advise/answer.h>

namespace vramcalc::report {

/// "room left: context up to 55 K, or 6 sequences of 8 K, or Q8_0"; of an answer that is no, "would
/// fit: …". Empty where there is nothing to say.
[[nodiscard]] std::string room_text(const advise::EstimateAnswer& answer);

}  // namespace vramcalc::report
