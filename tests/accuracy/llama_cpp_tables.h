// The rows of data/llama_cpp_tables.jsonl: runs of which others print the buffers in tables.
#pragma once

#include <vector>

#include "accuracy/llama_cpp_devices.h"

namespace vramcalc::accuracy {

/// All of them, estimated with the options that the source prints.
[[nodiscard]] std::vector<SharedRun> tabled_runs();

}  // namespace vramcalc::accuracy
