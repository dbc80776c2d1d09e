// The answer of `verify`.
#pragma once

#include <vramcalc/advise/verify.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

[[nodiscard]] Document document(const advise::Verification& answer);
[[nodiscard]] Json json(const advise::Verification& answer);

/// A log of llama.cpp or Ollama as a row of the form that tests/accuracy reads: sizes in MiB, as
/// they were printed.
[[nodiscard]] Json accuracy_row(const advise::Verification& answer);

}  // namespace vramcalc::report
