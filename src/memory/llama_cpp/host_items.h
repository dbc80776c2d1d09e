// What llama.cpp's programs keep in main memory beside weights, caches and compute buffers.
#pragma once

#include <vector>

#include <vramcalc/memory/estimate.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>

#include "memory/llama_cpp/cache.h"

namespace vramcalc::memory::llama_cpp {

/// Logits of every token that a program reads, for all sequences.
[[nodiscard]] LineItem output_buffer(std::uint64_t vocabulary, const Workload& workload);

/// States of earlier prompts, and checkpoints to return to: llama-server's alone. Nothing where
/// they are switched off.
[[nodiscard]] std::vector<LineItem> prompt_cache(const std::vector<CacheBlock>& blocks,
                                                 const Workload& workload, const LlamaCpp& options);

}  // namespace vramcalc::memory::llama_cpp
