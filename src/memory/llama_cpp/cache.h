// llama.cpp's memory of the past: cells of keys and values, and states of constant size.
//
// The rules are those of llama_kv_cache, llama_kv_cache_iswa, llama_kv_cache_dsa and
// llama_memory_recurrent (https://github.com/ggml-org/llama.cpp, src/llama-kv-cache*.cpp,
// src/llama-memory-recurrent.cpp).
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/llama_cpp.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/architecture.h>

namespace vramcalc::memory::llama_cpp {

/// Cells of one kind of cache: `cells` in each of `streams` independent streams.
struct CacheCells {
  std::uint64_t cells = 0;
  std::uint64_t streams = 1;
};

/// Of layers that see the whole context. Throws Error(unsupported) where llama.cpp cannot count the
/// tokens of all sequences.
[[nodiscard]] CacheCells full_cells(const Workload& workload, const LlamaCpp& options);

/// Of layers that look back on `window` tokens; never more than full_cells().
[[nodiscard]] CacheCells window_cells(std::uint64_t window, const Workload& workload,
                                      const LlamaCpp& options);

enum class CacheKind : std::uint8_t {
  full,        // keys and values of the whole context
  window,      // of the last tokens only
  index,       // keys of a sparse-attention indexer
  compressed,  // one row for several tokens (DeepSeek V4)
  compressor,  // state of constant size in which those rows are gathered
  recurrent,   // state of constant size of a recurrent layer
};

/// What one layer keeps of one kind. bytes = streams × (cells × (key_row + value_row)) for cells,
/// streams × (convolution + state) for states, whose rows hold those two.
struct CacheBlock {
  std::uint32_t layer = 0;
  CacheKind kind = CacheKind::full;
  CacheCells cells;  // of states: one cell in every stream
  Bytes key_row;
  Bytes value_row;
  Bytes bytes;
};

/// Every block of the main context, by layer. Settings that llama.cpp refuses are an
/// Error(unsupported) that gives its reason.
[[nodiscard]] std::vector<CacheBlock> cache_blocks(const model::Architecture& architecture,
                                                   const Workload& workload,
                                                   const LlamaCpp& options);

}  // namespace vramcalc::memory::llama_cpp
