// What the estimate of a verification was made with.
#pragma once

#include <vramcalc/advise/verify.h>

#include "report/json.h"

namespace vramcalc::report {

/// The workload and those settings of the engine that a log decides, by the names of its options.
[[nodiscard]] Json verified_settings_json(const advise::LoggedRun& run);

}  // namespace vramcalc::report
