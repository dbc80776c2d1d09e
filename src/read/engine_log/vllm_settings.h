// Settings in a log of vLLM.
#pragma once

#include "read/engine_log/state.h"

namespace vramcalc::read {

/// Settings that it was started with, and what they came to.
bool read_vllm_settings(const LogLine& line, LogState& state);

}  // namespace vramcalc::read
