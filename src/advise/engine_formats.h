// In which formats an engine runs a model.
#pragma once

#include <vector>

#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// The question in every format, prepared, from most to fewest bytes, as far as they can be told
/// apart by their size; formats that the model cannot be kept in are left out. The model's tensors
/// are known.
[[nodiscard]] std::vector<memory::Question> in_formats_of_engine(const memory::Question& question);

/// Bytes of the language model in the question's format. The model's tensors are known.
[[nodiscard]] Bytes language_bytes(const memory::Question& question);

}  // namespace vramcalc::advise
