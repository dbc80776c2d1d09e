#include "report/quality.h"

#include <fmt/format.h>

#include <vramcalc/core/quantity.h>

namespace vramcalc::report {

std::string quality_text(const model::Quality* quality) {
  return quality == nullptr ? "–" : fmt::format("+{} %", decimal_text(quality->rise_percent, 1));
}

Json quality_json(const model::Quality* quality) {
  if (quality == nullptr) {
    return nullptr;
  }
  return {{"perplexity_rise_percent", quality->rise_percent},
          {"model", quality->model},
          {"imatrix", quality->imatrix},
          {"source", quality->source}};
}

}  // namespace vramcalc::report
