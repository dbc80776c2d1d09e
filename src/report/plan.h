// The answer of `plan`: engines side by side, one of them in full, and how to start it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <vramcalc/advise/load_timeline.h>
#include <vramcalc/advise/plan.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct PlanAnswer {
  std::vector<advise::Plan> plans;                            // one an engine; never empty
  std::size_t leading = 0;                                    // the one that is shown in full
  std::vector<std::pair<std::string, std::string>> left_out;  // engines, and why
  std::optional<advise::LoadTimeline> timeline;               // of the leading plan
  std::vector<Assumption> assumptions;                        // about the machine
};

[[nodiscard]] Document document(const PlanAnswer& answer, ByteUnit unit);
/// `for_rows`: for a table of plans, without the commands, which have lines of their own.
[[nodiscard]] Json json(const PlanAnswer& answer, bool for_rows = false);

}  // namespace vramcalc::report
