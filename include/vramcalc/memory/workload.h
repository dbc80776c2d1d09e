// What the model is asked to do: how long the sequences are and how many run at once.
#pragma once

#include <cstdint>

#include <vramcalc/model/model.h>
#include <vramcalc/model/storage_type.h>

namespace vramcalc::memory {

struct Workload {
  std::uint64_t context_tokens = 8192;  // of one sequence; at least 1
  std::uint64_t parallel = 1;           // sequences at once; at least 1
  model::StorageType cache_type_k = model::StorageType::f16;
  model::StorageType cache_type_v = model::StorageType::f16;
};

/// 8192 tokens, or the model's maximum where that is smaller.
[[nodiscard]] std::uint64_t default_context_tokens(const model::Model& model);

}  // namespace vramcalc::memory
