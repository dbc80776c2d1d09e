// TensorRT-LLM (trtllm-serve, PyTorch backend): the options that decide its memory.
//
// The KV cache gets a share of what is free once the model is loaded and has run its largest batch
// (https://github.com/NVIDIA/TensorRT-LLM, tensorrt_llm/_torch/pyexecutor/_util.py).
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/core/ratio.h>

namespace vramcalc::memory {

struct TensorRtLlm {
  Ratio kv_cache_free_gpu_memory_fraction{9, 10};
  std::uint64_t max_num_tokens = 8192;
  std::uint64_t tokens_per_block = 32;
  std::optional<std::uint64_t> tp_size;  // absent: all cards of the rig
  std::optional<std::uint64_t> pp_size;  // likewise
};

}  // namespace vramcalc::memory
