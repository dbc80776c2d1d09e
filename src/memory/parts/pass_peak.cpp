#include "memory/parts/pass_peak.h"

namespace vramcalc::memory {

LineItem pass_peak(Device device, const Pass& pass, const Interval& workspaces) {
  const Bytes expected = bytes_of_pass(pass.width, pass.tokens) + workspaces.expected;
  return {.component = Component::activations,
          .device = device,
          .low = pass.low + workspaces.low,
          .expected = expected,
          .high = pass.high + workspaces.high,
          .basis = Basis::heuristic,
          .formula = "chunk-peak",
          .terms = {
              {"chunk", pass.tokens, TermUnit::tokens, TermOrigin::engine},
              {"width", pass.width, TermUnit::count, TermOrigin::model},
              {"workspaces", workspaces.expected.count(), TermUnit::bytes, TermOrigin::constant}}};
}

}  // namespace vramcalc::memory
