// The figures of a language model in the metadata of its GGUF file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "read/gguf/metadata.h"

namespace vramcalc::read {

/// 0 where the file does not say. Keys: https://github.com/ggml-org/llama.cpp src/llama-arch.cpp
struct GgufFigures {
  std::string_view architecture;  // general.architecture, of the metadata
  bool has_blocks = false;        // the number of layers is stated
  std::uint64_t blocks = 0;       // prediction layers included
  std::uint64_t mtp_blocks = 0;   // the last of them

  std::uint64_t hidden = 0;
  std::uint64_t vocabulary = 0;
  std::uint64_t context = 0;
  std::uint64_t experts = 0;
  std::uint64_t experts_used = 0;
  std::uint64_t expert_groups = 0;
  std::uint64_t expert_groups_used = 0;
  std::uint64_t residual_block = 0;
  bool parallel_residual = false;

  GgufMetadata::PerLayer heads;
  GgufMetadata::PerLayer kv_heads;
  std::uint64_t key_length = 0;
  std::uint64_t value_length = 0;
  std::optional<std::uint64_t> window;
  GgufMetadata::PerLayer window_pattern;
  std::uint64_t window_key_length = 0;  // of layers with a window
  std::uint64_t window_value_length = 0;
  std::uint64_t borrowing_layers = 0;  // the last ones, which use the cache of earlier ones

  std::uint64_t kv_lora_rank = 0;
  std::uint64_t latent_key_length = 0;  // of one head, before compression
  std::uint64_t latent_value_length = 0;
  std::uint64_t rope_length = 0;
  std::uint64_t index_key_length = 0;
  std::uint64_t index_top_k = 0;
  std::uint64_t index_block = 0;
  GgufMetadata::PerLayer compression;

  std::uint64_t convolution = 0;  // ssm.conv_kernel
  std::uint64_t inner = 0;
  std::uint64_t state = 0;
  std::uint64_t groups = 0;
  std::uint64_t short_convolution = 0;  // shortconv.l_cache
  std::uint64_t wkv_head = 0;
  std::uint64_t token_shifts = 0;
  std::uint64_t kda_head = 0;

  [[nodiscard]] std::uint64_t language_blocks() const { return blocks - mtp_blocks; }
};

/// Throws Error(bad_input) for figures that make no sense. The metadata outlives the answer.
[[nodiscard]] GgufFigures read_gguf_figures(const GgufMetadata& metadata);

}  // namespace vramcalc::read
