// ExLlamaV3, also as TabbyAPI runs it: the options that decide its memory, by TabbyAPI's names.
//
// The cache is allocated ahead for cache_size tokens of all sequences
// (https://github.com/turboderp-org/exllamav3, https://github.com/theroyallab/tabbyAPI).
#pragma once

#include <cstdint>
#include <optional>

namespace vramcalc::memory {

struct ExllamaV3 {
  std::optional<std::uint64_t> cache_size;  // tokens of all sequences; absent: context × sequences
  std::uint64_t chunk_size = 2048;          // tokens of one pass
  std::uint64_t cache_bits_k = 16;          // cache_mode: 2 to 8, 16 is FP16
  std::uint64_t cache_bits_v = 16;
};

}  // namespace vramcalc::memory
