// Every row of data/llama_cpp_cache.jsonl: the cache that llama.cpp plans, and ours.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/architecture.h>

#include "accuracy/llama_cpp_options.h"

namespace vramcalc::accuracy {

struct ComparedCache {
  std::string model;
  std::string options;  // "-c 32768 -ctk q8_0 -ctv q8_0"
  Bytes stated;
  Bytes counted;
};

/// All blocks together.
[[nodiscard]] Bytes counted_cache(const model::Architecture& architecture,
                                  const LlamaCppCall& call);

/// Compared once.
[[nodiscard]] const std::vector<ComparedCache>& llama_cpp_caches();

}  // namespace vramcalc::accuracy
