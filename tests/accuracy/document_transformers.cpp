// Totals of transformers: how far off, the worst first, and what was left out.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/quantity.h>

#include "accuracy/document.h"
#include "accuracy/markdown.h"
#include "accuracy/statistics.h"
#include "accuracy/transformers_runs.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view intro = R"(## transformers

What Qwen's own tables print for one sequence from 2 049 to 32 768 tokens: Qwen2.5 with transformers
4.46 on A100s, Qwen3 with 4.51 on an H20, in 16 bits, FP8, GPTQ and AWQ. Their GB are taken for GiB and
their MB for MiB: so printed, the short runs come out at the weights, which are known to the byte.

)";

constexpr std::string_view left_out_intro = R"(
Left out; the last column says how many of them are within 10 % all the same:

)";

constexpr std::size_t worst_rows = 8;
constexpr double close_enough = 0.1;

std::vector<TransformersRun> worst_first() {
  std::vector<TransformersRun> runs;
  for (const TransformersRun& run : transformers_runs()) {
    if (run.exclusion == RunExclusion::none) {
      runs.push_back(run);
    }
  }
  std::stable_sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) {
    return std::abs(a.total->error()) > std::abs(b.total->error());
  });
  return runs;
}

std::string gib_text(double bytes) {
  return number_text(Bytes{static_cast<std::uint64_t>(bytes)}, ByteUnit::gib, 2);
}

std::string worst_table() {
  std::vector<TransformersRun> runs = worst_first();
  runs.resize(std::min(runs.size(), worst_rows));
  std::string part =
      table_row({"model", "format", "tokens", "measured", "counted", "interval", "error"});
  part += "|---|---|--:|--:|--:|--:|--:|\n";
  for (const TransformersRun& run : runs) {
    const ComparedFigure& total = *run.total;
    part += table_row({run.model, run.format, count(static_cast<std::int64_t>(run.tokens)),
                       gib_text(total.measured), gib_text(total.counted),
                       gib_text(total.low) + "–" + gib_text(total.high),
                       signed_percent(total.error())});
  }
  return part;
}

std::string left_out_table() {
  std::string part = table_row({"rule", "rows", "within 10 % all the same"});
  part += "|---|--:|--:|\n";
  for (const RunExclusion exclusion : {RunExclusion::other_program, RunExclusion::own_code}) {
    std::int64_t rows = 0;
    ComparedFigures comparable;
    for (const TransformersRun& run : transformers_runs()) {
      if (run.exclusion == exclusion) {
        ++rows;
        if (run.total) {
          comparable.push_back(*run.total);
        }
      }
    }
    const auto close = std::count_if(
        comparable.begin(), comparable.end(),
        [](const ComparedFigure& total) { return std::abs(total.error()) <= close_enough; });
    part +=
        table_row({std::string{rule_text(exclusion)}, count(rows),
                   comparable.empty() ? "–"
                                      : count(close) + " of " +
                                            count(static_cast<std::int64_t>(comparable.size()))});
  }
  return part;
}

}  // namespace

std::string transformers_part() {
  const std::vector<double> errors = errors_of(transformers_totals());
  const Spread spread = spread_of(errors);
  std::string part{intro};
  part += table_row({"what is compared", "rows", "median", "90th percentile", "worst"});
  part += "|---|--:|--:|--:|--:|\n";
  part +=
      table_row({"total of all GPUs", count(static_cast<std::int64_t>(errors.size())),
                 percent(spread.median), percent(spread.ninetieth), signed_percent(spread.worst)});
  part += "\nThe worst, in GiB:\n\n" + worst_table();
  return part + std::string{left_out_intro} + left_out_table();
}

}  // namespace vramcalc::accuracy
