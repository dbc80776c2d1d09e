// How one tensor lies in memory: a number format, or blocks of quantised numbers.
//
// A block is a fixed number of elements in a fixed number of bytes, scales included, so the size
// of a tensor is an exact integer. Rows are whole blocks: the fastest dimension decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vramcalc::model {

enum class StorageType : std::uint8_t {
  f64,
  f32,
  f16,
  bf16,
  f8_e4m3,
  f8_e5m2,
  f8_e8m0,
  f4,
  i64,
  i32,
  i16,
  i8,
  u64,
  u32,
  u16,
  u8,
  boolean,
  c64,
  q1_0,
  q2_0,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q8_0,
  q8_1,
  q2_k,
  q3_k,
  q4_k,
  q5_k,
  q6_k,
  q8_k,
  iq1_s,
  iq1_m,
  iq2_xxs,
  iq2_xs,
  iq2_s,
  iq3_xxs,
  iq3_s,
  iq4_nl,
  iq4_xs,
  tq1_0,
  tq2_0,
  mxfp4,
  nvfp4,
};  // clang-format keeps one row an idea

struct StorageFacts {
  StorageType type;
  std::string_view name;         // as its format spells it: "Q4_K", "F8_E4M3"
  std::uint32_t block_elements;  // 1 for plain number formats
  std::uint32_t block_bytes;
  std::optional<std::uint32_t> ggml_id;  // number in a GGUF file
  std::string_view safetensors_name;     // dtype in a safetensors file; empty if it has none
  bool is_float;  // holds weights; integers hold codes, indices or packed bits
};

[[nodiscard]] const StorageFacts& facts_of(StorageType type);

/// "q8_0": as command lines name it, in lower case.
[[nodiscard]] std::string id_of(StorageType type);

/// Empty for a number that llama.cpp 0.5.0 does not know or no longer reads (the removed Q4_2,
/// Q4_3 and the repacked Q4_0_4_4 family).
[[nodiscard]] std::optional<StorageType> storage_type_of_ggml(std::uint32_t id);

[[nodiscard]] std::optional<StorageType> storage_type_of_safetensors(std::string_view dtype);

}  // namespace vramcalc::model
