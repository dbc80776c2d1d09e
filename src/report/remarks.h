// Remarks that every answer may end with.
#pragma once

#include <vector>

#include <vramcalc/core/assumption.h>

#include "report/document.h"

namespace vramcalc::report {

/// "note: ...", one remark each.
void add_warnings(Document& document, const std::vector<Text>& warnings, TextStyle style = {});

/// "assumed: ...", one remark each.
void add_assumptions(Document& document, const std::vector<Assumption>& assumptions);

}  // namespace vramcalc::report
