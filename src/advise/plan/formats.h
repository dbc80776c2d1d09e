// The precisions worth running a model in, on an engine.
#pragma once

#include <vector>

#include <vramcalc/memory/question.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::advise {

/// From most to fewest bits: no more than it is published with, none below four, of llama.cpp's
/// many those that people take. A GGUF file is run as it is. Never empty.
[[nodiscard]] std::vector<model::WeightFormat> formats_to_try(const memory::Question& question);

}  // namespace vramcalc::advise
