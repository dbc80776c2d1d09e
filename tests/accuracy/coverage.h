// How often what was measured lies within the estimate's interval, and how wide that is.
#pragma once

#include <cstddef>
#include <vector>

namespace vramcalc::accuracy {

/// An estimate with its interval beside what was measured, in one unit.
struct ComparedFigure {
  double low = 0;
  double counted = 0;
  double high = 0;
  double measured = 0;

  /// (counted − measured) ÷ measured.
  [[nodiscard]] double error() const { return counted / measured - 1; }
  [[nodiscard]] bool is_inside() const { return low <= measured && measured <= high; }
  /// (high − low) ÷ counted.
  [[nodiscard]] double width() const { return (high - low) / counted; }
};

using ComparedFigures = std::vector<ComparedFigure>;

[[nodiscard]] std::vector<double> errors_of(const ComparedFigures& figures);

/// Of at least one figure.
[[nodiscard]] double share_inside(const ComparedFigures& figures);
[[nodiscard]] double median_width(const ComparedFigures& figures);

}  // namespace vramcalc::accuracy
