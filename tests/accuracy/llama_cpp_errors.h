// The relative errors of llama.cpp's plans by what is compared.
#pragma once

#include <vector>

#include "accuracy/llama_cpp_compute.h"

namespace vramcalc::accuracy {

struct PlanErrors {
  std::vector<double> weights;  // these five of every GPU
  std::vector<double> cache;
  std::vector<double> compute;
  std::vector<double> totals;
  std::vector<double> rule_totals;  // the rule of thumb on the totals of one GPU
  std::vector<double> host_compute;
};

[[nodiscard]] PlanErrors plan_errors(PlanKind kind);

}  // namespace vramcalc::accuracy
