// A cache in pages, as vLLM lays it out (https://github.com/vllm-project/vllm
// vllm/v1/core/kv_cache_utils.py, vllm/v1/kv_cache_interface.py).
//
// Layers that keep alike are cut into groups of equal size, and a block is one page in every layer
// of a group. Groups of all kinds draw on the same blocks, so that their pages must be of one size:
// where states of recurrent layers are larger than a page of 16 tokens, the page grows to hold one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "memory/parts/cache_groups.h"

namespace vramcalc::memory {

struct PagingRules {
  std::uint64_t block_tokens = 16;
  std::uint64_t in_flight_tokens = 0;  // computed at once, which windows keep besides
  std::uint64_t state_slots = 1;       // pages of a recurrent layer for one sequence
};

class PagedCache {
 public:
  PagedCache(std::span<const CacheGroup> groups, const PagingRules& rules);

  /// Of one block over the layers of a group; 0 where nothing is kept.
  [[nodiscard]] Bytes block_bytes() const { return block_bytes_; }
  [[nodiscard]] std::uint64_t block_tokens() const { return block_tokens_; }
  [[nodiscard]] std::uint64_t groups() const;

  /// Blocks that one sequence takes.
  [[nodiscard]] std::uint64_t blocks_for(std::uint64_t tokens) const;

 private:
  struct Bucket {
    Kept kept;
    std::uint64_t layers = 0;
    std::uint64_t groups = 1;
    std::uint64_t block_tokens = 0;
  };

  void lay_out_alike();
  void lay_out_mixed();

  PagingRules rules_;
  std::vector<Bucket> buckets_;
  std::uint64_t block_tokens_ = 0;
  Bytes block_bytes_;
  bool alike_ = false;
};

}  // namespace vramcalc::memory
