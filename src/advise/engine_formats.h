// In which formats an engine runs a model.
#pragma once

#include <vector>

#include <vramcalc/memory/question.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

/// From most to fewest bytes, as far as they can be told apart by their size; those that the model
/// cannot be kept in are left out. The model's tensors are known.
[[nodiscard]] std::vector<model::WeightFormat> formats_of_engine(const memory::Question& question);

}  // namespace vramcalc::advise
