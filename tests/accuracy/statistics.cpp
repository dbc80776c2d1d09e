#include "accuracy/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace vramcalc::accuracy {

double relative_error(Bytes counted, Bytes stated) {
  return static_cast<double>(counted.count()) / static_cast<double>(stated.count()) - 1;
}

Spread spread_of(std::vector<double> errors) {
  std::sort(errors.begin(), errors.end(),
            [](double a, double b) { return std::abs(a) < std::abs(b); });
  const auto at = [&](std::size_t percent) {
    const std::size_t rank = (errors.size() * percent + 99) / 100;
    return std::abs(errors[rank - 1]);
  };
  return {at(50), at(90), errors.back()};
}

}  // namespace vramcalc::accuracy
