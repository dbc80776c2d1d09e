// The answer of `estimate --engine all`: one model on one rig, engine beside engine.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <vramcalc/advise/answer.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

struct EngineComparison {
  std::vector<advise::EstimateAnswer> answers;                // never empty
  std::vector<std::pair<std::string, std::string>> left_out;  // engines, and why
};

[[nodiscard]] Document engines_document(const EngineComparison& comparison, ByteUnit unit);
[[nodiscard]] Json engines_json(const EngineComparison& comparison);

}  // namespace vramcalc::report
