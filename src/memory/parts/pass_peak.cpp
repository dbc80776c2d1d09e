#include "memory/parts/pass_peak.h"

#include "memory/parts/line_items.h"

namespace vramcalc::memory {

LineItem pass_peak(Device device, const Pass& pass, const Interval& workspaces) {
  const Interval results{pass.low, bytes_of_pass(pass.width, pass.tokens), pass.high};
  return bounded_item(
      Component::activations, device, results + workspaces, Basis::heuristic, "chunk-peak",
      {{"chunk", pass.tokens, TermUnit::tokens, TermOrigin::engine},
       {"width", pass.width, TermUnit::count, TermOrigin::model},
       {"workspaces", workspaces.expected.count(), TermUnit::bytes, TermOrigin::constant}});
}

}  // namespace vramcalc::memory
