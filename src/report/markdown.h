// A document as Markdown.
#pragma once

#include <string>

#include "report/document.h"

namespace vramcalc::report {

[[nodiscard]] std::string markdown(const Document& document);

}  // namespace vramcalc::report
