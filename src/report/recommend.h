// The answer of `recommend`.
#pragma once

#include <vramcalc/advise/recommend.h>
#include <vramcalc/advise/use.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/model/model.h>

#include "report/document.h"
#include "report/json.h"

namespace vramcalc::report {

/// What was asked and what came out.
struct RecommendAnswer {
  advise::RecommendRequest request;
  const advise::Use* use = nullptr;  // where one was named
  advise::Recommendation recommendation;
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;  // about the model
  Ratio overhead;              // of the rule of thumb
  std::optional<double> usd_per_kwh;
  double hours_a_day = 0;  // where that is given
};

[[nodiscard]] Document document(const RecommendAnswer& answer, ByteUnit unit);
[[nodiscard]] Json json(const RecommendAnswer& answer);

}  // namespace vramcalc::report
