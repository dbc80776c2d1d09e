// The precisions worth running a model in, on an engine.
#pragma once

#include <vector>

#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// The question in each, prepared, from most to fewest bits: no more than it is published with,
/// none below four, of llama.cpp's many those that people take. A GGUF file is run as it is. Never
/// empty.
[[nodiscard]] std::vector<memory::Question> in_formats_to_try(const memory::Question& question);

}  // namespace vramcalc::advise
