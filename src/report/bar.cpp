#include "report/bar.h"

#include <algorithm>
#include <cmath>

namespace vramcalc::report {

std::string bar(double fraction, std::size_t width) {
  const double clamped = std::clamp(fraction, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(std::lround(clamped * static_cast<double>(width)));
  std::string cells;
  for (std::size_t i = 0; i < width; ++i) {
    cells += i < filled ? "█" : "░";
  }
  return cells;
}

}  // namespace vramcalc::report
