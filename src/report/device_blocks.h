// What lies on every device: a bar and its lines, or a row a card where there are many.
#pragma once

#include <vramcalc/advise/answer.h>

#include "report/document.h"

namespace vramcalc::report {

/// The GPUs in order, main memory last. The estimate is placed.
void add_devices(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit);

}  // namespace vramcalc::report
