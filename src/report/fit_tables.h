// Which cards hold the model: the tables under an answer, and the machine around the cards.
#pragma once

#include <vramcalc/advise/answer.h>

#include "report/document.h"

namespace vramcalc::report {

[[nodiscard]] Tone tone_of(advise::Verdict verdict);

/// One row a kind of card.
[[nodiscard]] Table fits_table(const std::vector<advise::KindFit>& kinds, bool rig_is_named,
                               ByteUnit unit);

/// What the power supplies of several kinds ask of cables and circuits.
void add_power_remarks(Document& document, const std::vector<advise::KindFit>& kinds);

/// The machine of the rig that was named; where that does not hold it, of the cards that do.
void add_named_machine(Document& document, advise::Verdict verdict,
                       const std::vector<advise::KindFit>& kinds,
                       const std::optional<hardware::SystemMemory>& ram,
                       const std::optional<hardware::Power>& power);

/// The cards by kind with their numbers, those of a mixed rig one by one before, and what the
/// machine around them needs.
void add_fits(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit);

/// What main memory has to hold, where its size was named.
void add_host_fit(Document& document, const std::optional<advise::HostFit>& fit);

/// The named cards one by one, with what falls to each.
void add_device_rows(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit);

}  // namespace vramcalc::report
