// What the layers of one GPU keep of the past, grouped by what they keep alike.
//
// The per-token rules are those of vLLM's and SGLang's cache specs
// (https://github.com/vllm-project/vllm vllm/v1/kv_cache_interface.py,
// https://github.com/sgl-project/sglang python/sglang/srt/mem_cache); llama.cpp has its own in
// memory/llama_cpp/cache.h, with its padding and storage.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/architecture.h>

namespace vramcalc::memory {

enum class KeptKind : std::uint8_t {
  full,    // keys and values of every token; of latent attention its one row
  window,  // of the last tokens
  index,   // keys of a sparse-attention indexer, of every token
  state,   // of constant size
};

/// What one layer keeps on one GPU.
struct Kept {
  KeptKind kind = KeptKind::full;
  Bytes token_row;                 // of one token; 0 for states
  std::uint64_t window = 0;        // tokens; 0: all
  std::uint64_t tokens_a_row = 1;  // of compressed rows (DeepSeek V4)
  Bytes state;                     // of one sequence

  friend bool operator==(const Kept&, const Kept&) = default;
};

struct CacheGroup {
  Kept kept;
  std::uint64_t layers = 0;
};

struct CacheRules {
  model::StorageType keys = model::StorageType::f16;
  model::StorageType values = model::StorageType::f16;
  std::uint64_t ranks = 1;         // tensor parallel: KV heads and states are cut, rows of latent
                                   // attention and indexes are on every rank
  bool windows = true;             // false: windows are kept whole
  Bytes convolution_element{2};    // of recurrent states
  Bytes state_element{4};          // likewise
  Bytes index_scale{4};            // beside the 8-bit keys of one row of an indexer
  bool index_in_8_bits = true;     // else as wide as the keys
  std::uint64_t draft_tokens = 0;  // columns that convolutions keep besides, to go back to
};

/// Of keys and values in the types that the workload names.
[[nodiscard]] CacheRules rules_of(const Workload& workload);

/// Of some consecutive layers.
[[nodiscard]] std::vector<CacheGroup> cache_groups(std::span<const model::Layer> layers,
                                                   const CacheRules& rules);

/// Rows that a sequence of `tokens` keeps: all, or those of the window and of `in_flight` tokens
/// that are computed at once.
[[nodiscard]] std::uint64_t rows_kept(const Kept& kept, std::uint64_t tokens,
                                      std::uint64_t in_flight);

}  // namespace vramcalc::memory
