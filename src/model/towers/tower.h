// A vocabulary for writing down vision and audio towers, under the names of llama.cpp's mmproj
// files: https://github.com/ggml-org/llama.cpp tools/mtmd/clip-impl.h
//
// Matrices are 16-bit; norms, biases, positions and single vectors 32-bit.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "model/layout/layout.h"

namespace vramcalc::model {

/// positive_or of layout.h, for figures that are no more than `most`.
[[nodiscard]] std::uint64_t capped_or(const Config& config, Keys keys, std::uint64_t otherwise,
                                      std::uint64_t most);

/// Few enough to list all their tensors.
inline constexpr std::uint64_t most_tower_layers = 1'000;
/// Patches that are merged along one side into what the language model sees.
inline constexpr std::uint64_t most_merged = 64;

/// A stack of transformer layers, each with a norm before attention and one before its MLP.
struct Encoder {
  std::uint64_t layers = 0;
  std::uint64_t hidden = 0;
  std::uint64_t feed_forward = 0;
  std::uint64_t attention_length = 0;  // of all heads together; hidden where 0
  std::uint64_t query_key_norm = 0;    // its length; 0: none
  bool norm_bias = true;
  bool fused_qkv = false;
  bool query_bias = true;
  bool key_bias = true;
  bool value_bias = true;
  bool output_bias = true;
  bool gate = false;
  bool mlp_bias = true;
  bool layer_scale = false;  // a vector behind attention and one behind the MLP
  bool post_norms = false;   // a norm behind attention and one behind the MLP
};

class Tower {
 public:
  /// `part` is vision or audio: tensors of the encoder begin with "v." or "a.".
  Tower(Layout& layout, TensorPart part);

  void matrix(std::string_view name, std::initializer_list<std::uint64_t> shape);
  void vector(std::string_view name, std::uint64_t length);
  void positions(std::initializer_list<std::uint64_t> shape);  // position_embd
  /// `name`.weight and, with a bias, `name`.bias.
  void linear(std::string_view name, std::uint64_t columns, std::uint64_t rows, bool bias);
  void norm(std::string_view name, std::uint64_t length, bool bias);
  void encoder(const Encoder& encoder);

 private:
  Layout& layout_;
  TensorPart part_;
};

}  // namespace vramcalc::model
