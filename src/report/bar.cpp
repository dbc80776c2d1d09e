#include "report/bar.h"

#include <algorithm>

namespace vramcalc::report {

std::string bar(double fraction, std::size_t width) {
  const double clamped = std::clamp(fraction, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(clamped * static_cast<double>(width) + 0.5);
  std::string cells;
  for (std::size_t i = 0; i < width; ++i) {
    cells += i < filled ? "█" : "░";
  }
  return cells;
}

}  // namespace vramcalc::report
