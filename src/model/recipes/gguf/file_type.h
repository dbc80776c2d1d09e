// The file types that llama-quantize offers.
#pragma once

#include <cstdint>
#include <string_view>

#include <vramcalc/model/storage_type.h>

namespace vramcalc::model {

enum class GgufFileType : std::uint8_t {
  f32,
  f16,
  bf16,
  q1_0,
  q2_0,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q8_0,
  q2_k,
  q2_k_s,
  q3_k_s,
  q3_k_m,
  q3_k_l,
  q4_k_s,
  q4_k_m,
  q5_k_s,
  q5_k_m,
  q6_k,
  iq1_s,
  iq1_m,
  iq2_xxs,
  iq2_xs,
  iq2_s,
  iq2_m,
  iq3_xxs,
  iq3_xs,
  iq3_s,
  iq3_m,
  iq4_nl,
  iq4_xs,
  tq1_0,
  tq2_0,
  mxfp4_moe,
};

struct GgufFileTypeFacts {
  GgufFileType type;
  std::string_view name;
  StorageType usual;  // of a tensor that no rule singles out
};

/// By name in any case, aliases included; null where llama-quantize does not offer it.
[[nodiscard]] const GgufFileTypeFacts* find_gguf_file_type(std::string_view name);

}  // namespace vramcalc::model
