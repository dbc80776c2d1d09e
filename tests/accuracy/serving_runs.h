// The rows of data/serving_logs.jsonl: what vLLM and SGLang printed when they started, and what is
// estimated for the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/advise/verdict.h>

#include "accuracy/coverage.h"
#include "accuracy/serving_rules.h"

namespace vramcalc::accuracy {

struct ServingRun {
  std::string id;
  std::string engine;
  std::string release;  // empty where not printed
  std::string model;    // as printed
  std::string source;
  std::size_t gpus = 1;
  bool refused = false;  // it did not start for want of memory
  ServingExclusion exclusion = ServingExclusion::none;

  // Of one GPU; absent where the row does not print them or a rule leaves them out. Excluded rows
  // have none.
  std::optional<ComparedFigure> weights;      // GiB
  std::optional<ComparedFigure> token_bytes;  // of the cache
  std::optional<ComparedFigure> capacity;     // tokens
  std::optional<ComparedFigure> activations;  // GiB, at the peak of the profile run
  std::optional<double> total_width;          // (high − low) ÷ expected, where the card is known
  std::optional<advise::Verdict> verdict;     // likewise
};

/// Every row, in its order.
[[nodiscard]] const std::vector<ServingRun>& serving_runs();

/// One kind of figure of all rows that have it.
[[nodiscard]] ComparedFigures figures_of(std::optional<ComparedFigure> ServingRun::*figure);

/// Of the total of a GPU, of all rows whose card is known.
[[nodiscard]] std::vector<double> serving_widths();

/// Rows with that verdict among those that ran, or among those that did not start.
[[nodiscard]] std::size_t runs_with(advise::Verdict verdict, bool refused);

}  // namespace vramcalc::accuracy
