// What the tensors of each block of a GGUF file show of its work.
#pragma once

#include <cstdint>
#include <vector>

#include <vramcalc/model/tensor.h>

namespace vramcalc::read {

/// Which tensors a block has, as far as they tell what it does. Names are llama.cpp's:
/// https://github.com/ggml-org/llama.cpp src/llama-arch.cpp
struct GgufBlock {
  bool queries = false;     // attention of any kind
  bool keys = false;        // attn_k of its own, not fused
  bool latent = false;      // multi-head latent attention
  bool shared_row = false;  // one row for keys and values (DeepSeek V4)
  bool indexer = false;
  std::uint64_t compressor_elements = 0;  // of the state that compressed rows are gathered in
  bool state_space = false;
  bool mamba_input = false;  // ssm_in, of Mamba 1 and 2
  bool mamba1 = false;
  bool delta_rule = false;
  bool kimi_delta = false;
  bool short_convolution = false;
  bool time_mix = false;
  bool dense = false;
  bool experts = false;
};

/// Of the first `count` blocks; what lies beyond belongs to prediction layers.
[[nodiscard]] std::vector<GgufBlock> read_gguf_blocks(const model::Inventory& inventory,
                                                      std::uint64_t count);

}  // namespace vramcalc::read
