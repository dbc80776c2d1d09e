// What a model takes where no program in particular runs it.
#pragma once

#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/estimate.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::memory {

/// Weights tensor by tensor and everything else by the rule's share of them; both by the rule of
/// thumb where the model has no tensors. Not placed.
[[nodiscard]] Estimate generic_estimate(const model::Model& model,
                                        const model::WeightFormat& format, const Generic& options);

}  // namespace vramcalc::memory
