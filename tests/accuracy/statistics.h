// Relative errors and what sums them up.
#pragma once

#include <vector>

#include <vramcalc/core/bytes.h>

namespace vramcalc::accuracy {

/// (counted − stated) ÷ stated.
[[nodiscard]] double relative_error(Bytes counted, Bytes stated);

/// Of the sizes of the errors, but for the worst, which keeps its sign.
struct Spread {
  double median = 0;
  double ninetieth = 0;  // percentile, by nearest rank
  double worst = 0;
};

/// Of at least one error.
[[nodiscard]] Spread spread_of(std::vector<double> errors);

}  // namespace vramcalc::accuracy
