// `--explain`: the formula behind every line, the numbers put in and where each came from.
#pragma once

#include <vramcalc/advise/answer.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

/// One block a line item, in the order of the answer.
void add_explanation(Document& document, const advise::EstimateAnswer& answer);

/// The expression, the terms and the sources of one item, added to its object.
void explain(Json& item_json, const memory::LineItem& item, bool is_wanted);

}  // namespace vramcalc::report
