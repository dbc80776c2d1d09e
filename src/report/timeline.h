// The stages of loading a model: a table, the same as bars, and what a reader can change.
#pragma once

#include <vramcalc/advise/load_timeline.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

/// The bars stand for RAM and VRAM over the stages; they are absent where bars are.
void add_timeline(Document& document, const advise::LoadTimeline& timeline, ByteUnit unit);

[[nodiscard]] Json timeline_json(const advise::LoadTimeline& timeline);

[[nodiscard]] std::string_view id_of(advise::LoadStage stage);
[[nodiscard]] std::string_view id_of(advise::Bottleneck bottleneck);
[[nodiscard]] MessageId label_of(advise::LoadStage stage);

}  // namespace vramcalc::report
