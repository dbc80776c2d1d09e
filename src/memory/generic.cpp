#include "memory/generic.h"

#include <algorithm>

#include <vramcalc/memory/rule.h>

namespace vramcalc::memory {
namespace {

// ExLlama searches for the bits of each matrix until their mean is what was asked for: the sum
// follows from the mean, the single tensors do not.
Basis basis_of(const model::WeightFormat& format) {
  const bool mean = format.recipe && std::holds_alternative<model::ExllamaRecipe>(*format.recipe);
  return mean ? Basis::derived : Basis::exact;
}

Estimate estimate_by_tensors(const model::Model& model, const model::WeightFormat& format,
                             Ratio overhead) {
  const model::StoredModel stored = model::stored_in(model, format);
  // A file is loaded as it is. A config stands for the language model: its towers and MTP layers
  // are there for engines that ask for them.
  const Bytes weights = format.recipe ? stored.language_bytes() : stored.total_bytes();
  Estimate estimate;
  estimate.method = Method::detailed;
  estimate.weights = weights;
  estimate.tensors = static_cast<std::uint64_t>(
      std::count_if(stored.tensors.begin(), stored.tensors.end(),
                    [](const model::StoredTensor& tensor) { return tensor.bytes > Bytes{}; }));
  estimate.items = {{.component = Component::weights,
                     .device = {},
                     .low = weights,
                     .expected = weights,
                     .high = weights,
                     .basis = basis_of(format),
                     .formula = "tensor-sum",
                     .terms = {{"tensors", estimate.tensors, TermUnit::count, TermOrigin::model},
                               {"bytes", weights.count(), TermUnit::bytes, TermOrigin::model}}},
                    reserve_item(weights, overhead)};
  return estimate;
}

}  // namespace

Estimate generic_estimate(const model::Model& model, const model::WeightFormat& format,
                          const Generic& options) {
  return model.has_tensors()
             ? estimate_by_tensors(model, format, options.overhead)
             : estimate_by_rule(model.parameters, format.precision, options.overhead);
}

}  // namespace vramcalc::memory
