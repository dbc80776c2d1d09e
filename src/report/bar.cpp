#include "report/bar.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

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

std::string stacked_bar(std::span<const double> parts, std::size_t width) {
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  const double scale = static_cast<double>(width) / std::max(sum, 1.0);
  std::vector<std::size_t> columns;
  for (const double part : parts) {
    const auto share = static_cast<std::size_t>(std::lround(std::max(part, 0.0) * scale));
    columns.push_back(std::max<std::size_t>(share, part > 0 ? 1 : 0));
  }
  // What the small ones got on top comes from the largest.
  std::size_t used = std::accumulate(columns.begin(), columns.end(), std::size_t{0});
  for (; used > width; --used) {
    --*std::max_element(columns.begin(), columns.end());
  }
  std::string cells;
  for (std::size_t part = 0; part < columns.size(); ++part) {
    for (std::size_t i = 0; i < columns[part]; ++i) {
      cells += fillings[std::min(part, fillings.size() - 2)];
    }
  }
  for (; used < width; ++used) {
    cells += fillings.back();
  }
  return cells;
}

}  // namespace vramcalc::report
