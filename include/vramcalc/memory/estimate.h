// The answer to "how much memory": line items and their sums.
//
// Every item carries low <= expected <= high and says how it is known. Sums are sums of items;
// no total is computed any other way.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>

namespace vramcalc::memory {

enum class Component : std::uint8_t { weights, reserve };

enum class Basis : std::uint8_t {
  exact,      // read from a file or summed from an exact inventory
  derived,    // follows from a formula
  heuristic,  // a rule of thumb
  measured,   // a constant that somebody measured
};

struct LineItem {
  Component component = Component::weights;
  std::string_view device = "gpu0";
  Bytes low;
  Bytes expected;
  Bytes high;
  Basis basis = Basis::derived;
  std::string_view formula;  // id of the formula
};

/// How an estimate came about.
enum class Method : std::uint8_t {
  rule,      // parameters × bytes × overhead
  detailed,  // by the tensors of the model
};

struct Estimate {
  Method method = Method::rule;
  std::vector<LineItem> items;
  Bytes weights;              // every tensor of the model once
  std::uint64_t tensors = 0;  // that were counted; 0 by the rule
};

struct Interval {
  Bytes low;
  Bytes expected;
  Bytes high;
};

/// The sum over all items.
[[nodiscard]] Interval total(const Estimate& estimate);

}  // namespace vramcalc::memory
