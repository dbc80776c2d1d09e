// One layer of a decoder, from the residual stream to the residual stream.
#pragma once

#include "memory/llama_cpp/layers/builder.h"

namespace vramcalc::memory::llama_cpp {

/// `is_last`: only the tokens whose logits are wanted go on after the mixer.
NodeId decoder_layer(Builder& builder, std::size_t layer, NodeId input, bool is_last);

}  // namespace vramcalc::memory::llama_cpp
