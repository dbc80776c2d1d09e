#include <vramcalc/memory/rule.h>

#include <vramcalc/core/error.h>

namespace vramcalc::memory {
namespace {

// 1 + (overhead - 1) · thirds / 3, exactly.
Ratio overhead_scaled(Ratio overhead, std::uint64_t thirds) {
  const std::uint64_t excess = overhead.numerator - overhead.denominator;
  return {overhead.denominator * 3 + excess * thirds, overhead.denominator * 3};
}

void check(Ratio overhead) {
  if (overhead < Ratio{1, 1} || Ratio{10, 1} < overhead) {
    throw Error(ErrorKind::usage, {MessageId::error_overhead_range, {}},
                Text{MessageId::hint_overhead, {}});
  }
}

}  // namespace

Ratio low_overhead(Ratio overhead) {
  return overhead_scaled(overhead, 2);
}

Ratio high_overhead(Ratio overhead) {
  return overhead_scaled(overhead, 5);
}

LineItem reserve_item(Bytes weights, Ratio overhead) {
  check(overhead);
  const auto beyond_weights = [&](Ratio factor) { return scaled(weights, factor) - weights; };
  return {.component = Component::reserve,
          .low = beyond_weights(low_overhead(overhead)),
          .expected = beyond_weights(overhead),
          .high = beyond_weights(high_overhead(overhead)),
          .basis = Basis::heuristic,
          .formula = "rule-reserve",
          .terms = {
              {"weights", weights.count(), TermUnit::bytes, TermOrigin::computed},
              {"overhead_numerator", overhead.numerator, TermUnit::count, TermOrigin::engine},
              {"overhead_denominator", overhead.denominator, TermUnit::count, TermOrigin::engine}}};
}

Estimate estimate_by_rule(std::uint64_t parameters, const model::Precision& precision,
                          Ratio overhead) {
  const Ratio block = precision.bytes_per_parameter;
  const Bytes weights = scaled(Bytes{parameters}, block);
  Estimate estimate;
  estimate.weights = weights;
  estimate.items = {
      {.component = Component::weights,
       .low = weights,
       .expected = weights,
       .high = weights,
       .basis = Basis::derived,
       .formula = "rule-weights",
       .terms = {{"parameters", parameters, TermUnit::count, TermOrigin::model},
                 {"block_bytes", block.numerator, TermUnit::bytes, TermOrigin::constant},
                 {"block_parameters", block.denominator, TermUnit::count, TermOrigin::constant}}},
      reserve_item(weights, overhead),
  };
  return estimate;
}

}  // namespace vramcalc::memory
