#include "accuracy/coverage.h"

#include <algorithm>

#include "accuracy/statistics.h"

namespace vramcalc::accuracy {

std::vector<double> errors_of(const ComparedFigures& figures) {
  std::vector<double> errors;
  for (const ComparedFigure& figure : figures) {
    errors.push_back(figure.error());
  }
  return errors;
}

double share_inside(const ComparedFigures& figures) {
  const auto inside = std::count_if(figures.begin(), figures.end(),
                                    [](const auto& figure) { return figure.is_inside(); });
  return static_cast<double>(inside) / static_cast<double>(figures.size());
}

double median_width(const ComparedFigures& figures) {
  std::vector<double> widths;
  for (const ComparedFigure& figure : figures) {
    widths.push_back(figure.width());
  }
  return spread_of(std::move(widths)).median;
}

}  // namespace vramcalc::accuracy
