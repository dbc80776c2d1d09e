// How fast a model runs: lines for people, an object for programs.
#pragma once

#include <optional>
#include <string>

#include <vramcalc/advise/speed.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

/// "58", "4.3", "1 240": with as many digits as it is known to.
[[nodiscard]] std::string speed_text(double per_second);

/// Nothing where nothing is known.
void add_speed(Document& document, const std::optional<advise::Speed>& speed);

/// Null where nothing is known.
[[nodiscard]] Json speed_json(const std::optional<advise::Speed>& speed);

}  // namespace vramcalc::report
