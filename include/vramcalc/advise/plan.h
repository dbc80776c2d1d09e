// How to run a model on a rig: the settings under which an engine holds it, and how to start it.
//
// A search over what nobody decided: precision, context, the split over the cards, what stays in
// main memory, the share of a card that a server takes. What was given stays. Of two settings the
// one that leaves free what a system usually needs is better than one that merely fits, that better
// than one that needs main memory, that better than a tight one; among equals more bits are better.
#pragma once

#include <vector>

#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/launch.h>

namespace vramcalc::advise {

struct PlanRequest {
  EstimateRequest question;      // on a named rig; its settings are where the search begins
  bool format_is_named = false;  // else the search takes another precision where it must
  bool context_is_named = false;
};

struct Plan {
  EstimateAnswer answer;  // of the settings that were found; its verdict is `no` where none hold
  /// What the search decided, and why. They are among the answer's assumptions no more.
  std::vector<Assumption> decisions;
  bool uses_host = false;  // part of the model computes in main memory, or is fetched from there
  Launch launch;           // empty where the verdict is `no`
};

[[nodiscard]] Plan plan(const PlanRequest& request);

}  // namespace vramcalc::advise
