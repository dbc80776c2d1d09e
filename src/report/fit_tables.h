// Which cards hold the model: the tables under an answer, and the machine around the cards.
#pragma once

#include <vramcalc/advise/answer.h>

#include "report/document.h"

namespace vramcalc::report {

[[nodiscard]] Tone tone_of(advise::Verdict verdict);

/// The cards that somebody has in mind.
[[nodiscard]] hardware::Rig named_rig(const advise::EstimateAnswer& answer);

/// The cards by kind with their numbers, those of a mixed rig one by one before, and what the
/// machine around them needs.
void add_fits(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit);

}  // namespace vramcalc::report
