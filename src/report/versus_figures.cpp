#include "report/versus_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace vramcalc::report {
namespace {

using advise::BytesChange;

Bytes size_of(const BytesChange& change) {
  return change.before < change.after ? change.after - change.before : change.before - change.after;
}

// As many decimals as show two figures of the largest difference.
int difference_decimals(Bytes largest, ByteUnit unit) {
  constexpr int most = 4;
  int decimals = decimals_for(largest, unit);
  for (double step = std::pow(10, decimals - 1);
       largest > Bytes{} && decimals < most && fraction(largest, unit_size(unit)) * step < 1;
       step *= 10) {
    ++decimals;
  }
  return decimals;
}

}  // namespace

VersusFigures::VersusFigures(const advise::VersusAnswer& answer, ByteUnit unit) : unit_(unit) {
  Bytes largest = std::max(size_of(answer.total), size_of(answer.host));
  for (const advise::VersusStep& step : answer.steps) {
    for (const advise::ComponentChange& component : step.components) {
      largest = std::max(largest, size_of(component.bytes));
    }
  }
  difference_decimals_ = difference_decimals(largest, unit);
  decimals_ = decimals_for(std::max(answer.total.before, answer.total.after), unit);
}

std::string VersusFigures::size(Bytes bytes) const {
  return fmt::format("{} {}", number_text(bytes, unit_, decimals_), unit_name(unit_));
}

std::string VersusFigures::bare_difference(const BytesChange& change) const {
  const std::string_view sign = change.before == change.after  ? ""
                                : change.before < change.after ? "+"
                                                               : "−";
  return fmt::format("{}{}", sign, number_text(size_of(change), unit_, difference_decimals_));
}

std::string VersusFigures::difference(const BytesChange& change) const {
  return fmt::format("{} {}", bare_difference(change), unit_name(unit_));
}

}  // namespace vramcalc::report
