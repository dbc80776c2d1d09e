// The figures that a class of transformers takes where a config does not give them.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

// https://github.com/huggingface/transformers src/transformers/models/
inline constexpr Dimensions llama_defaults{// llama/configuration_llama.py
                                           .layers = 32,           .hidden = 4'096,
                                           .vocabulary = 32'000,   .heads = 32,
                                           .feed_forward = 11'008, .context = 2'048};
inline constexpr Dimensions mistral_defaults{
    // mistral/configuration_mistral.py
    .layers = 32,  .hidden = 4'096,        .vocabulary = 32'000, .heads = 32,
    .kv_heads = 8, .feed_forward = 14'336, .context = 131'072};
inline constexpr Dimensions gemma_defaults{
    // gemma/configuration_gemma.py
    .layers = 28,   .hidden = 3'072,    .vocabulary = 256'000,  .heads = 16,
    .kv_heads = 16, .head_length = 256, .feed_forward = 24'576, .context = 8'192};
inline constexpr Dimensions gemma2_defaults{
    // gemma2/configuration_gemma2.py
    .layers = 26,  .hidden = 2'304,    .vocabulary = 256'000, .heads = 8,
    .kv_heads = 4, .head_length = 256, .feed_forward = 9'216, .context = 8'192};
inline constexpr Dimensions gemma3_defaults{
    // gemma3/configuration_gemma3.py
    .layers = 26,  .hidden = 2'304,    .vocabulary = 262'208, .heads = 8,
    .kv_heads = 4, .head_length = 256, .feed_forward = 9'216, .context = 131'072};
inline constexpr Dimensions qwen2_defaults{
    // qwen2/configuration_qwen2.py
    .layers = 32,   .hidden = 4'096,        .vocabulary = 151'936, .heads = 32,
    .kv_heads = 32, .feed_forward = 22'016, .context = 32'768};
inline constexpr Dimensions qwen3_defaults{
    // qwen3/configuration_qwen3.py
    .layers = 32,   .hidden = 4'096,    .vocabulary = 151'936,  .heads = 32,
    .kv_heads = 32, .head_length = 128, .feed_forward = 22'016, .context = 32'768};
inline constexpr Dimensions opt_defaults{// opt/configuration_opt.py
                                         .layers = 12, .hidden = 768,         .vocabulary = 50'272,
                                         .heads = 12,  .feed_forward = 3'072, .context = 2'048};
inline constexpr Dimensions mllama_defaults{
    // mllama/configuration_mllama.py
    .layers = 40,  .hidden = 4'096,        .vocabulary = 128'256, .heads = 32,
    .kv_heads = 8, .feed_forward = 14'336, .context = 131'072};
inline constexpr Dimensions gemma3n_defaults{
    // gemma3n/configuration_gemma3n.py
    .layers = 35,  .hidden = 2'048,    .vocabulary = 262'400,  .heads = 8,
    .kv_heads = 2, .head_length = 256, .feed_forward = 16'384, .context = 32'768};
inline constexpr Dimensions gemma4_defaults{
    // gemma4/configuration_gemma4.py
    .layers = 30,  .hidden = 2'304,    .vocabulary = 262'144, .heads = 8,
    .kv_heads = 4, .head_length = 256, .feed_forward = 9'216, .context = 131'072};
inline constexpr Dimensions lfm2_defaults{
    // lfm2/configuration_lfm2.py
    .layers = 32,  .hidden = 2'560,        .vocabulary = 65'536, .heads = 32,
    .kv_heads = 8, .feed_forward = 12'288, .context = 128'000};
inline constexpr Dimensions qwen3_5_defaults{
    // qwen3_5/configuration_qwen3_5.py
    .layers = 32,  .hidden = 4'096,    .vocabulary = 248'320,  .heads = 16,
    .kv_heads = 4, .head_length = 256, .feed_forward = 12'288, .context = 32'768};

}  // namespace vramcalc::model
