#include "accuracy/llama_cpp_errors.h"

#include <vramcalc/memory/rule.h>
#include <vramcalc/model/precision.h>

namespace vramcalc::accuracy {
namespace {

using Errors = std::vector<double>;

void compare(Errors& errors, double counted, double stated) {
  if (stated > 0) {
    errors.push_back(counted / stated - 1);
  }
}

double rule_mib(const PlacementRow& row) {
  const Bytes total = memory::total(memory::estimate_by_rule(row.reference().parameters(),
                                                             model::find_precision("q4_k_m")))
                          .expected;
  return static_cast<double>(total.count()) / (1024.0 * 1024.0);
}

}  // namespace

PlanErrors plan_errors(PlanKind kind) {
  PlanErrors errors;
  for (const ComparedBuffer& buffer : compared_buffers()) {
    const PlacementRow& row = *buffer.row;
    if (kind_of(row) != kind) {
      continue;
    }
    if (buffer.device == row.gpus) {
      compare(errors.host_compute, buffer.counted, buffer.planned);
      continue;
    }
    const double weights = counted_weights(row).at(buffer.device);
    const double cache = counted_cache(row).at(buffer.device);
    const double planned =
        row.model_mib[buffer.device] + row.context_mib[buffer.device] + buffer.planned;
    compare(errors.weights, weights, row.model_mib[buffer.device]);
    compare(errors.cache, cache, row.context_mib[buffer.device]);
    compare(errors.compute, buffer.counted, buffer.planned);
    compare(errors.totals, weights + cache + buffer.counted, planned);
    if (kind == PlanKind::one_gpu) {
      compare(errors.rule_totals, rule_mib(row), planned);
    }
  }
  return errors;
}

}  // namespace vramcalc::accuracy
