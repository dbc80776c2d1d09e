// Whether intervals hold what was measured, and how wide they are.
#include <cstdint>
#include <string>
#include <string_view>

#include <vramcalc/core/quantity.h>

#include "accuracy/document.h"
#include "accuracy/llama_cpp_intervals.h"
#include "accuracy/markdown.h"
#include "accuracy/serving_runs.h"
#include "accuracy/statistics.h"
#include "accuracy/transformers_runs.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view intro = R"(## Intervals

How often what was measured lies between the low and the high end of an estimate, and how wide that
is: (high − low) ÷ expected.

)";

std::string row_of(const std::string& what, const ComparedFigures& figures) {
  return table_row({what, count(static_cast<std::int64_t>(figures.size())),
                    decimal_text(share_inside(figures) * 100, 1) + " %",
                    percent(median_width(figures))});
}

// No total is printed of servers: what they are told to fill is what they hold.
std::string serving_row() {
  const std::vector<double> widths = serving_widths();
  return table_row({"total of a GPU, vLLM and SGLang",
                    count(static_cast<std::int64_t>(widths.size())), "–",
                    percent(spread_of(widths).median)});
}

}  // namespace

std::string intervals_part() {
  std::string part{intro};
  part += table_row({"interval", "rows", "measured inside", "median width"});
  part += "|---|--:|--:|--:|\n";
  part += row_of("total of a GPU, llama.cpp's plans for one", plan_intervals(PlanKind::one_gpu));
  part += row_of("likewise, for several", plan_intervals(PlanKind::several_gpus));
  part += row_of("likewise, partly in RAM", plan_intervals(PlanKind::partly_on_host));
  part += row_of("total of llama.cpp's real runs", log_intervals());
  part += row_of("total, transformers", transformers_totals());
  part += serving_row();
  part += row_of("tokens that the cache holds, vLLM", figures_of(&ServingRun::capacity));
  part += row_of("activations at their peak, vLLM", figures_of(&ServingRun::activations));
  return part;
}

}  // namespace vramcalc::accuracy
