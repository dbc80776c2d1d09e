// What a precision costs in quality, as far as somebody published it: the rise of perplexity
// against 16-bit weights.
//
// Models differ more than tables: small and long-trained ones lose more, large ones less. The
// figures are of one model of 8 billion parameters where there is one, and are meant for comparing
// precisions, not for predicting a model.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <vramcalc/model/weight_format.h>

namespace vramcalc::model {

struct Quality {
  std::string_view precision;  // id: "q4_k_m"
  double rise_percent = 0;     // (perplexity ÷ that of 16 bits − 1) × 100
  std::string_view model;      // that was measured
  bool imatrix = false;        // quantised with an importance matrix
  std::string_view source;     // public
};

/// Every figure, from most bits to fewest within a family.
[[nodiscard]] std::span<const Quality> published_quality();

/// Of a precision by its id, with an importance matrix where that is asked for and measured. Of
/// ExLlama's means of bits the nearest one below. Null where nothing is published that compares
/// weights alone; 16 and 32 bits are no loss and have no entry.
[[nodiscard]] const Quality* find_quality(std::string_view precision, bool imatrix);
[[nodiscard]] const Quality* find_quality(const WeightFormat& format);

}  // namespace vramcalc::model
