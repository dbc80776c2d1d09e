// SGLang: the options that decide its memory, by its own names.
//
// Weights and cache together get a fixed share of the card, --mem-fraction-static; activations and
// CUDA graphs live in the rest (https://github.com/sgl-project/sglang,
// python/sglang/srt/server_args.py, model_executor/model_runner.py).
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/core/ratio.h>

namespace vramcalc::memory {

struct Sglang {
  std::optional<Ratio> mem_fraction_static;           // absent: by the card
  std::optional<std::uint64_t> chunked_prefill_size;  // absent: by the card
  std::optional<std::uint64_t> cuda_graph_max_bs;     // absent: by the card
  std::optional<std::uint64_t> tp_size;               // absent: all cards of the rig
  std::optional<std::uint64_t> pp_size;               // likewise
  std::uint64_t page_size = 1;
  bool disable_cuda_graph = false;
  std::uint64_t num_speculative_tokens = 0;  // --speculative-algorithm NEXTN
};

}  // namespace vramcalc::memory
