// What llama.cpp does with a tensor by its name: LLM_TENSOR_INFOS of
// https://github.com/ggml-org/llama.cpp src/llama-arch.cpp says which belong to the input, a layer
// or the output.
#pragma once

#include <cstdint>
#include <string_view>

#include "memory/parts/tensor_name.h"

namespace vramcalc::memory::llama_cpp {

/// Whose device a tensor is loaded to.
enum class Home : std::uint8_t {
  layer,        // its layer's; the first one's where it stands before the layers
  input,        // main memory
  output,       // that of the output
  every_layer,  // a copy on each device with layers
};

struct TensorRole {
  Home home = Home::layer;
  bool is_expert = false;    // a routed experts' matrix or bias
  bool is_mirrored = false;  // --split-mode tensor keeps it whole on every GPU
};

/// Embeddings: tensors of which rows are looked up.
[[nodiscard]] bool is_input(const TensorName& name);

/// `family`: llama.cpp's name of the architecture.
[[nodiscard]] TensorRole role_of(const TensorName& name, std::string_view family);

}  // namespace vramcalc::memory::llama_cpp
