// Hugging Face transformers: generate() in one process, layers spread over the cards by accelerate.
//
// Nothing is allocated ahead: the cache grows with the sequence, the peak is the whole prompt in
// one pass (https://github.com/huggingface/transformers, src/transformers/cache_utils.py).
#pragma once

#include <cstdint>
#include <string_view>

namespace vramcalc::memory {

/// attn_implementation. Flash attention and scaled dot-product attention keep no scores.
enum class AttentionImplementation : std::uint8_t { eager, sdpa, flash_attention_2 };

[[nodiscard]] std::string_view id_of(AttentionImplementation implementation);  // "sdpa"

struct Transformers {
  AttentionImplementation attn_implementation = AttentionImplementation::sdpa;
  /// Logits of every token of the prompt, and a copy in 32 bits: releases before 4.45, and models
  /// whose code is not part of transformers.
  bool all_logits = false;
};

}  // namespace vramcalc::memory
