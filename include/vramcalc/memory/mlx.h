// MLX (mlx-lm) on Apple silicon, and on CUDA: the options that decide its memory, by its own names.
//
// Apple's memory is unified; Metal lets a program wire a share of it. The cache grows in steps
// (https://github.com/ml-explore/mlx-lm, mlx_lm/models/cache.py).
#pragma once

#include <cstdint>
#include <optional>

namespace vramcalc::memory {

struct Mlx {
  std::optional<std::uint64_t> max_kv_size;  // a rotating cache of so many tokens
  std::uint64_t kv_bits = 16;                // 16: not quantised
  std::uint64_t kv_group_size = 64;
  std::uint64_t prefill_step_size = 2048;
};

}  // namespace vramcalc::memory
