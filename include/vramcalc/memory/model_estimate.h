// What a model takes in memory, by the best that is known of it.
#pragma once

#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::memory {

/// Weights tensor by tensor, everything else by the rule's share of them. The model has tensors.
[[nodiscard]] Estimate estimate_by_tensors(const model::Model& model,
                                           const model::WeightFormat& format,
                                           Ratio overhead = default_overhead);

/// By tensors where the model has any, else by the rule of thumb.
[[nodiscard]] Estimate estimate(const model::Model& model, const model::WeightFormat& format,
                                Ratio overhead = default_overhead);

}  // namespace vramcalc::memory
