// What drafting with the model's own multi-token-prediction layers takes: --spec-type draft-mtp.
//
// The layers are loaded, keep a cache of their own, and recurrent layers keep a state for every
// drafted token, to fall back to (https://github.com/ggml-org/llama.cpp common/speculative.cpp,
// src/llama-memory-recurrent.cpp n_rs_seq).
#pragma once

#include <vector>

#include <vramcalc/memory/estimate.h>

#include "memory/llama_cpp/cache.h"
#include "memory/llama_cpp/placement.h"

namespace vramcalc::memory::llama_cpp {

[[nodiscard]] std::vector<LineItem> mtp_items(const PlacedWeights& weights,
                                              const std::vector<CacheBlock>& blocks,
                                              const Placement& placement, const LlamaCpp& options);

}  // namespace vramcalc::memory::llama_cpp
