// How to run a model on a rig: the settings under which an engine holds it, and how to start it.
//
// A search over what nobody decided: precision, context, the split over the cards, what stays in
// main memory, the share of a card that a server takes. What was given stays. Of two settings the
// one that leaves free what a system usually needs is better than one that merely fits, that better
// than one that needs main memory, that better than a tight one; among equals more bits are better.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/launch.h>

namespace vramcalc::advise {

struct PlanRequest {
  EstimateRequest question;      // on a named rig; its settings are where the search begins
  bool format_is_named = false;  // else the search takes another precision where it must
  bool context_is_named = false;
};

/// What computes in main memory, or is fetched from there while it runs, embeddings aside.
struct HostPart {
  std::uint64_t layers = 0;         // of `all_layers`
  std::uint64_t all_layers = 0;     // as --gpu-layers counts them, the output being one
  std::uint64_t expert_layers = 0;  // the first layers, whose experts stay there
  bool other = false;               // caches, or tensors that were moved by name

  [[nodiscard]] bool is_any() const { return layers != 0 || expert_layers != 0 || other; }
};

struct Plan {
  EstimateAnswer answer;  // of the settings that were found; its verdict is `no` where none hold
  /// What the search decided, and why. They are among the answer's assumptions no more.
  std::vector<Assumption> decisions;
  HostPart host;
  Launch launch;  // empty where the verdict is `no`
};

[[nodiscard]] Plan plan(const PlanRequest& request);

/// The best of several, by its place: what fits, then what does without main memory, then the
/// first.
[[nodiscard]] std::size_t leading_plan(std::span<const Plan> plans);

}  // namespace vramcalc::advise
