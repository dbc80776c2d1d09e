// The rows of data/transformers.jsonl: what programs held at their peak while they generated, and
// what transformers is estimated to hold for the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/advise/verdict.h>

#include "accuracy/coverage.h"

namespace vramcalc::accuracy {

/// Why a row is not compared: the first rule that applies.
enum class RunExclusion : std::uint8_t { none, other_program, own_code };

[[nodiscard]] std::string_view rule_text(RunExclusion exclusion);

struct TransformersRun {
  std::string id;
  std::string model;    // as printed
  std::string format;   // as printed: "GPTQ-Int4"
  std::string printed;  // "0.97 GB"
  std::uint64_t tokens = 0;
  std::uint64_t sequences = 1;
  RunExclusion exclusion = RunExclusion::none;
  /// Of all GPUs, in bytes; excluded rows may have it too.
  std::optional<ComparedFigure> total;
  std::optional<advise::Verdict> verdict;  // of cards on which it ran
};

/// Every row, in its order.
[[nodiscard]] const std::vector<TransformersRun>& transformers_runs();

/// The totals of the rows that no rule leaves out.
[[nodiscard]] ComparedFigures transformers_totals();

}  // namespace vramcalc::accuracy
