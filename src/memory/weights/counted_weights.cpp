#include "memory/weights/counted_weights.h"

#include <utility>

namespace vramcalc::memory {

CountedWeights::CountedWeights(const model::Model& model, const model::WeightFormat& format)
    : layout_(model.layout),
      file_(model.stored),
      recipe_(format.recipe),
      stored_(model::stored_in(model, format)),
      loaded_(format.recipe ? stored_.language_bytes() : stored_.total_bytes()) {}

bool CountedWeights::are_of(const model::Model& model, const model::WeightFormat& format) const {
  return layout_ == model.layout && file_ == model.stored && recipe_ == format.recipe;
}

const WeightTable& CountedWeights::table() const {
  return table_.get([this] { return WeightTable{stored_, layout_->architecture}; });
}

const LayerWidths& CountedWeights::widths() const {
  return widths_.get([this] { return layer_widths(*layout_); });
}

std::shared_ptr<const CountedWeights> weights_of(const Question& question) {
  const bool are_counted =
      question.weights != nullptr && question.weights->are_of(question.model, question.format);
  return are_counted ? question.weights
                     : std::make_shared<const CountedWeights>(question.model, question.format);
}

Question prepared(Question question) {
  if (question.model.has_tensors()) {
    question.weights = weights_of(question);
  }
  return question;
}

}  // namespace vramcalc::memory
