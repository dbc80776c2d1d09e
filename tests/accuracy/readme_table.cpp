#include "accuracy/readme_table.h"

#include <stdexcept>
#include <string_view>

#include "accuracy/llama_cpp_errors.h"
#include "accuracy/llama_cpp_logs.h"
#include "accuracy/markdown.h"
#include "accuracy/serving_runs.h"
#include "accuracy/statistics.h"
#include "accuracy/transformers_runs.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view begin_mark = "<!-- accuracy: begin -->\n";
constexpr std::string_view end_mark = "<!-- accuracy: end -->";

std::string row(const std::string& what, const std::vector<double>& errors) {
  const Spread spread = spread_of(errors);
  return table_row({what, count(static_cast<std::int64_t>(errors.size())), percent(spread.median),
                    percent(spread.ninetieth), signed_percent(spread.worst)});
}

std::string table() {
  const PlanErrors one = plan_errors(PlanKind::one_gpu);
  std::string text = table_row({"error of", "rows", "median", "90th percentile", "worst"});
  text += "|---|--:|--:|--:|--:|\n";
  text += row("llama.cpp: compute buffer, one GPU", one.compute);
  text += row("total, one GPU", one.totals);
  text += row("total of a GPU, two to four", plan_errors(PlanKind::several_gpus).totals);
  text += row("total of a GPU, partly in RAM", plan_errors(PlanKind::partly_on_host).totals);
  text += row("total of real runs", log_errors().totals);
  text += row("the rule of thumb, one GPU", one.rule_totals);
  text += row("transformers: total", errors_of(transformers_totals()));
  text += row("vLLM and SGLang: weights of a GPU", errors_of(figures_of(&ServingRun::weights)));
  text += row("vLLM: tokens that the cache holds", errors_of(figures_of(&ServingRun::capacity)));
  return text;
}

}  // namespace

std::string with_accuracy_table(const std::string& text) {
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos) {
    throw std::runtime_error("the marks of the table are missing");
  }
  return text.substr(0, begin + begin_mark.size()) + table() + text.substr(end);
}

}  // namespace vramcalc::accuracy
