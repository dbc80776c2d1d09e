// The weights of a question: what every estimate asks of a model in a format, whatever the engine
// and the workload.
#pragma once

#include <memory>
#include <optional>

#include <vramcalc/memory/question.h>

#include "memory/parts/layer_widths.h"
#include "memory/weights/once.h"
#include "memory/weights/weight_table.h"

namespace vramcalc::memory {

class CountedWeights {
 public:
  /// The model has tensors. Throws what model::stored_in() throws.
  CountedWeights(const model::Model& model, const model::WeightFormat& format);

  [[nodiscard]] bool are_of(const model::Model& model, const model::WeightFormat& format) const;

  /// What is loaded without being asked for: of a file everything, of a config the language model.
  [[nodiscard]] Bytes loaded() const { return loaded_; }
  [[nodiscard]] const model::StoredModel& stored() const { return stored_; }

  /// The model has a layout, below too.
  [[nodiscard]] const WeightTable& table() const;
  [[nodiscard]] const LayerWidths& widths() const;

 private:
  std::shared_ptr<const model::ModelLayout> layout_;
  std::shared_ptr<const model::Inventory> file_;
  std::optional<model::Recipe> recipe_;
  model::StoredModel stored_;
  Bytes loaded_;
  Once<WeightTable> table_;
  Once<LayerWidths> widths_;
};

/// Those that the question brings, or counted anew.
[[nodiscard]] std::shared_ptr<const CountedWeights> weights_of(const Question& question);

}  // namespace vramcalc::memory
