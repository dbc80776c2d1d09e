// Reads logs, and sums what those of vLLM and SGLang say of one GPU.
#pragma once

#include <string>

#include <vramcalc/memory/engine_log.h>

namespace vramcalc::test {

[[nodiscard]] memory::EngineLog log_of(const std::string& text);

/// Hundredths of a GiB of one kind, as logs print them; -1 where there is no figure.
[[nodiscard]] int hundredths(const memory::EngineLog& log, memory::Component component);

inline const std::string some_weights = "Model loading took 14.99 GiB memory and 3.1 seconds\n";

}  // namespace vramcalc::test
