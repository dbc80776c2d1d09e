// The answer of `fit`.
#pragma once

#include <cstddef>
#include <vector>

#include <vramcalc/advise/what_fits.h>
#include <vramcalc/core/assumption.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct WhatFitsAnswer {
  advise::WhatFitsRequest request;
  advise::WhatFits found;  // in the order in which they are shown
  std::size_t most_rows = 0;
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;
};

[[nodiscard]] Document document(const WhatFitsAnswer& answer, ByteUnit unit);
[[nodiscard]] Json json(const WhatFitsAnswer& answer);

}  // namespace vramcalc::report
