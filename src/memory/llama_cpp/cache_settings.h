// What llama.cpp refuses to make a cache of.
#pragma once

#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/architecture.h>

namespace vramcalc::memory::llama_cpp {

/// The part about the lengths alone. After it context × parallel fits in 31 bits.
void check_lengths(const Workload& workload);

/// Throws Error(unsupported) with llama.cpp's reason and what to do instead.
void check_cache_settings(const model::Architecture& architecture, const Workload& workload,
                          const LlamaCpp& options);

}  // namespace vramcalc::memory::llama_cpp
