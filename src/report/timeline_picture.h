// RAM and VRAM while a model loads, as two rows of bars over the stages.
#pragma once

#include <vramcalc/advise/load_timeline.h>

#include "report/document.h"

namespace vramcalc::report {

/// With a legend; nothing where no bars are drawn.
void add_picture(Document& document, const advise::LoadTimeline& timeline);

}  // namespace vramcalc::report
