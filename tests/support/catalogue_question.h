// Questions about models of the catalogue.
#pragma once

#include <string>

#include <vramcalc/memory/question.h>

namespace vramcalc::test {

/// The catalogue's model in a precision, else as it is published; with the context of 8192 tokens.
[[nodiscard]] memory::Question question_about(const std::string& id, memory::Engine engine,
                                              const std::string& precision = {});

/// A GPU of the catalogue as engines see it.
[[nodiscard]] memory::GpuMemory gpu_of(const std::string& id);

}  // namespace vramcalc::test
