// The rules of a mixture, one function for each category of tensors.
//
// They give the type that is wanted, whether or not a tensor's rows are whole blocks of it.
// Source: llama_tensor_get_type_impl, https://github.com/ggml-org/llama.cpp src/llama-quant.cpp.
#pragma once

#include <cstdint>

#include "model/recipes/gguf/file_type.h"

namespace vramcalc::model {

/// What the rules ask about a model and the file that it goes to.
struct Mixture {
  GgufFileType file = GgufFileType::f16;
  StorageType usual = StorageType::f16;
  bool imatrix = false;
  bool falcon = false;
  bool is_70b = false;  // what llama.cpp holds to be 70B with grouped queries
  bool tied = false;    // no output matrix: the token embedding is the head
  std::uint64_t experts = 0;
  std::uint64_t heads_per_kv_head = 0;  // of the first layer; 0 where it has no attention
  std::uint64_t layers = 0;             // the file's block_count
  std::uint64_t value_tensors = 0;

  /// Mixtral's eight: its attention is small beside its experts.
  [[nodiscard]] bool has_eight_experts() const { return experts == 8; }
  /// So few values that more bits for them cost little.
  [[nodiscard]] bool values_are_few() const { return heads_per_kv_head >= 4; }
};

/// Where in the depth of a model a tensor is.
struct Depth {
  std::uint64_t index = 0;
  std::uint64_t layers = 0;

  [[nodiscard]] bool first_sixteenth() const { return index < layers / 16; }
  [[nodiscard]] bool first_eighth() const { return index < layers / 8; }
  [[nodiscard]] bool last_eighth() const { return index >= 7 * layers / 8; }
  /// Both ends, and every third layer between.
  [[nodiscard]] bool more_bits() const {
    return first_eighth() || last_eighth() || (index - layers / 8) % 3 == 2;
  }
};

[[nodiscard]] StorageType head_type(const Mixture& mixture, std::uint64_t row_length);
[[nodiscard]] StorageType token_embedding_type(const Mixture& mixture);
[[nodiscard]] StorageType query_type(const Mixture& mixture);
[[nodiscard]] StorageType key_type(const Mixture& mixture);
/// `depth` goes by the value tensors that came before.
[[nodiscard]] StorageType value_type(const Mixture& mixture, Depth depth);
[[nodiscard]] StorageType attention_output_type(const Mixture& mixture);
[[nodiscard]] StorageType gate_or_up_type(const Mixture& mixture, Depth depth);
[[nodiscard]] StorageType down_type(const Mixture& mixture, Depth depth);

/// IQ1 and IQ2 have rules of their own.
[[nodiscard]] bool has_fewest_bits(GgufFileType file);
[[nodiscard]] StorageType fewest_bits_key_type(const Mixture& mixture);
[[nodiscard]] StorageType fewest_bits_value_type(const Mixture& mixture);
[[nodiscard]] StorageType fewest_bits_attention_output_type(const Mixture& mixture);
/// `depth` goes by the down tensors that came before.
[[nodiscard]] StorageType fewest_bits_down_type(const Mixture& mixture, Depth depth);

}  // namespace vramcalc::model
