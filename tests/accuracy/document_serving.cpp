// vLLM and SGLang: how far off their figures are, the worst first, verdicts, what was left out.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/quantity.h>

#include "accuracy/document.h"
#include "accuracy/markdown.h"
#include "accuracy/serving_runs.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

using advise::Verdict;
using Figure = std::optional<ComparedFigure> ServingRun::*;

constexpr std::string_view intro = R"(## vLLM and SGLang

What servers print when they start, of one GPU. Options that a row does not print are the engine's
defaults, the context then the longest that the model allows. Tokens that the cache holds are compared
where the card or its memory is known, the engine's share of it and the release; activations where the
release is; what one token takes where no layer has a window or a state, which share their pages with
the others. Logs round the cache to 0.01 GiB.

)";

constexpr std::string_view worst_intro = R"(
The worst figures:

)";

constexpr std::string_view verdict_intro = R"(
Verdicts for the cards that a row names:

)";

constexpr std::string_view left_out_intro = R"(
Left out, by the first rule that applies:

)";

constexpr std::size_t worst_rows = 8;

struct Kind {
  std::string_view name;
  Figure figure;
  int decimals;
};

constexpr Kind kinds[]{
    {"weights, GiB", &ServingRun::weights, 2},
    {"bytes of a token in the cache", &ServingRun::token_bytes, 0},
    {"tokens that the cache holds", &ServingRun::capacity, 0},
    {"activations at their peak, GiB", &ServingRun::activations, 2},
};

std::string errors_table() {
  std::string part = table_row({"what is compared", "rows", "median", "90th percentile", "worst"});
  part += "|---|--:|--:|--:|--:|\n";
  for (const Kind& kind : kinds) {
    const std::vector<double> errors = errors_of(figures_of(kind.figure));
    const Spread spread = spread_of(errors);
    part += table_row({std::string{kind.name}, count(static_cast<std::int64_t>(errors.size())),
                       percent(spread.median), percent(spread.ninetieth),
                       signed_percent(spread.worst)});
  }
  return part;
}

std::string number(double value, int decimals) {
  return decimals == 0 ? count(std::llround(value)) : decimal_text(value, decimals);
}

struct WorstFigure {
  const ServingRun* run;
  const Kind* kind;
  ComparedFigure figure;
};

// "vllm 0.26.1" of "0.26.1rc1.dev156".
std::string program_of(const ServingRun& run) {
  const std::string release = run.release.substr(0, run.release.find("rc"));
  return release.empty() ? run.engine : run.engine + " " + release;
}

std::string worst_table() {
  std::vector<WorstFigure> all;
  for (const ServingRun& run : serving_runs()) {
    for (const Kind& kind : kinds) {
      if (run.*kind.figure) {
        all.push_back({&run, &kind, *(run.*kind.figure)});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const WorstFigure& a, const WorstFigure& b) {
    return std::abs(a.figure.error()) > std::abs(b.figure.error());
  });
  all.resize(std::min(all.size(), worst_rows));
  std::string part =
      table_row({"model", "engine", "GPUs", "figure", "printed", "counted", "error"});
  part += "|---|---|--:|---|--:|--:|--:|\n";
  for (const WorstFigure& one : all) {
    part += table_row({one.run->model, program_of(*one.run), std::to_string(one.run->gpus),
                       std::string{one.kind->name}, number(one.figure.measured, one.kind->decimals),
                       number(one.figure.counted, one.kind->decimals),
                       signed_percent(one.figure.error())});
  }
  return part;
}

std::string verdict_table() {
  std::string part = table_row({"verdict", "of those that ran", "of those that did not start"});
  part += "|---|--:|--:|\n";
  for (const auto& [verdict, word] :
       {std::pair{Verdict::fits, "fits"}, {Verdict::tight, "tight"}, {Verdict::no, "no"}}) {
    part += table_row({word, count(static_cast<std::int64_t>(runs_with(verdict, false))),
                       count(static_cast<std::int64_t>(runs_with(verdict, true)))});
  }
  return part;
}

std::string left_out_table() {
  std::string part = table_row({"rule", "rows"}) + "|---|--:|\n";
  for (const ServingExclusion exclusion :
       {ServingExclusion::training, ServingExclusion::other_engine, ServingExclusion::not_gpu,
        ServingExclusion::no_config, ServingExclusion::unknown_quantisation,
        ServingExclusion::no_head}) {
    const auto& runs = serving_runs();
    const auto rows = std::count_if(runs.begin(), runs.end(), [&](const ServingRun& run) {
      return run.exclusion == exclusion;
    });
    part += table_row({std::string{rule_text(exclusion)}, count(rows)});
  }
  return part;
}

}  // namespace

std::string serving_part() {
  std::string part{intro};
  part += errors_table();
  part.append(worst_intro).append(worst_table());
  part.append(verdict_intro).append(verdict_table());
  return part.append(left_out_intro).append(left_out_table());
}

}  // namespace vramcalc::accuracy
