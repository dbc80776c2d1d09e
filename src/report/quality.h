// What a precision costs in quality, as it is shown.
#pragma once

#include <string>

#include <vramcalc/model/quality.h>

#include "report/json.h"

namespace vramcalc::report {

/// "+2.8 %"; a dash for null.
[[nodiscard]] std::string quality_text(const model::Quality* quality);

/// Null for null.
[[nodiscard]] Json quality_json(const model::Quality* quality);

}  // namespace vramcalc::report
