// The answer of `estimate --versus`: two estimates side by side, and what each change costs.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/advise/versus.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct Versus {
  advise::VersusAnswer answer;
  std::vector<std::string> base_words;  // behind `vramcalc estimate`
  std::vector<std::string> other_words;
};

[[nodiscard]] Document versus_document(const Versus& versus, ByteUnit unit);
[[nodiscard]] Json versus_json(const Versus& versus);

}  // namespace vramcalc::report
