// Sizes before, after and the difference, each column with one unit and one number of decimals.
#pragma once

#include <string>

#include <vramcalc/advise/versus.h>
#include <vramcalc/core/quantity.h>

namespace vramcalc::report {

class VersusFigures {
 public:
  VersusFigures(const advise::VersusAnswer& answer, ByteUnit unit);

  /// "5.60 GiB".
  [[nodiscard]] std::string size(Bytes bytes) const;

  /// "+3.00 GiB", "−0.12 GiB".
  [[nodiscard]] std::string difference(const advise::BytesChange& change) const;

  /// "+3.00".
  [[nodiscard]] std::string bare_difference(const advise::BytesChange& change) const;

 private:
  ByteUnit unit_;
  int decimals_ = 2;
  int difference_decimals_ = 2;
};

}  // namespace vramcalc::report
