// The rows of data/speed.jsonl: tokens a second that others measured, and what is estimated for the
// same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/coverage.h"

namespace vramcalc::accuracy {

/// Why a row is not compared: the first rule that applies.
enum class SpeedExclusion : std::uint8_t {
  none,
  unknown_shapes,
  unknown_card,
  uncommon_kernels,
  other_model,
};

[[nodiscard]] std::string_view rule_text(SpeedExclusion exclusion);

struct SpeedRun {
  std::string id;
  std::string program;  // as printed, with its release
  std::string engine;   // ours
  std::string model;
  std::string format;
  std::string card;
  std::uint64_t cards = 1;
  std::uint64_t before = 0;  // tokens behind which text is generated, on the average
  SpeedExclusion exclusion = SpeedExclusion::none;
  std::optional<ComparedFigure> decode;  // tokens a second of one sequence
  std::optional<ComparedFigure> prompt;  // likewise of the prompt, where it was measured
};

/// Every row, in its order.
[[nodiscard]] const std::vector<SpeedRun>& speed_runs();

/// Of the rows that no rule leaves out.
[[nodiscard]] ComparedFigures decode_speeds();
[[nodiscard]] ComparedFigures prompt_speeds();

/// The median of each model on each card: errors of many rows of one table count once.
[[nodiscard]] std::vector<double> decode_errors_by_model_and_card();

}  // namespace vramcalc::accuracy
