#include "model/recipes/gguf/file_type.h"

#include <algorithm>
#include <array>

namespace vramcalc::model {
namespace {

// QUANT_OPTIONS of tools/quantize/quantize.cpp, llama_ftype_get_default_type of
// src/llama-quant.cpp. NVFP4 has a number there and is not among the options: such files come from
// checkpoints that are NVFP4 already.
constexpr std::array rows{
    GgufFileTypeFacts{GgufFileType::f32, "F32", StorageType::f32},
    GgufFileTypeFacts{GgufFileType::f16, "F16", StorageType::f16},
    GgufFileTypeFacts{GgufFileType::bf16, "BF16", StorageType::bf16},
    GgufFileTypeFacts{GgufFileType::q1_0, "Q1_0", StorageType::q1_0},
    GgufFileTypeFacts{GgufFileType::q2_0, "Q2_0", StorageType::q2_0},
    GgufFileTypeFacts{GgufFileType::q4_0, "Q4_0", StorageType::q4_0},
    GgufFileTypeFacts{GgufFileType::q4_1, "Q4_1", StorageType::q4_1},
    GgufFileTypeFacts{GgufFileType::q5_0, "Q5_0", StorageType::q5_0},
    GgufFileTypeFacts{GgufFileType::q5_1, "Q5_1", StorageType::q5_1},
    GgufFileTypeFacts{GgufFileType::q8_0, "Q8_0", StorageType::q8_0},
    GgufFileTypeFacts{GgufFileType::q2_k, "Q2_K", StorageType::q2_k},
    GgufFileTypeFacts{GgufFileType::q2_k_s, "Q2_K_S", StorageType::q2_k},
    GgufFileTypeFacts{GgufFileType::q3_k_s, "Q3_K_S", StorageType::q3_k},
    GgufFileTypeFacts{GgufFileType::q3_k_m, "Q3_K_M", StorageType::q3_k},
    GgufFileTypeFacts{GgufFileType::q3_k_m, "Q3_K", StorageType::q3_k},
    GgufFileTypeFacts{GgufFileType::q3_k_l, "Q3_K_L", StorageType::q3_k},
    GgufFileTypeFacts{GgufFileType::q4_k_s, "Q4_K_S", StorageType::q4_k},
    GgufFileTypeFacts{GgufFileType::q4_k_m, "Q4_K_M", StorageType::q4_k},
    GgufFileTypeFacts{GgufFileType::q4_k_m, "Q4_K", StorageType::q4_k},
    GgufFileTypeFacts{GgufFileType::q5_k_s, "Q5_K_S", StorageType::q5_k},
    GgufFileTypeFacts{GgufFileType::q5_k_m, "Q5_K_M", StorageType::q5_k},
    GgufFileTypeFacts{GgufFileType::q5_k_m, "Q5_K", StorageType::q5_k},
    GgufFileTypeFacts{GgufFileType::q6_k, "Q6_K", StorageType::q6_k},
    GgufFileTypeFacts{GgufFileType::iq1_s, "IQ1_S", StorageType::iq1_s},
    GgufFileTypeFacts{GgufFileType::iq1_m, "IQ1_M", StorageType::iq1_m},
    GgufFileTypeFacts{GgufFileType::iq2_xxs, "IQ2_XXS", StorageType::iq2_xxs},
    GgufFileTypeFacts{GgufFileType::iq2_xs, "IQ2_XS", StorageType::iq2_xs},
    GgufFileTypeFacts{GgufFileType::iq2_s, "IQ2_S", StorageType::iq2_xs},
    GgufFileTypeFacts{GgufFileType::iq2_m, "IQ2_M", StorageType::iq2_s},
    GgufFileTypeFacts{GgufFileType::iq3_xxs, "IQ3_XXS", StorageType::iq3_xxs},
    GgufFileTypeFacts{GgufFileType::iq3_xs, "IQ3_XS", StorageType::iq3_s},
    GgufFileTypeFacts{GgufFileType::iq3_s, "IQ3_S", StorageType::iq3_s},
    GgufFileTypeFacts{GgufFileType::iq3_m, "IQ3_M", StorageType::iq3_s},
    GgufFileTypeFacts{GgufFileType::iq4_nl, "IQ4_NL", StorageType::iq4_nl},
    GgufFileTypeFacts{GgufFileType::iq4_xs, "IQ4_XS", StorageType::iq4_xs},
    GgufFileTypeFacts{GgufFileType::tq1_0, "TQ1_0", StorageType::tq1_0},
    GgufFileTypeFacts{GgufFileType::tq2_0, "TQ2_0", StorageType::tq2_0},
    GgufFileTypeFacts{GgufFileType::mxfp4_moe, "MXFP4_MOE", StorageType::mxfp4},
};

bool same_letters(char a, char b) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return upper(a) == upper(b);
}

}  // namespace

const GgufFileTypeFacts* find_gguf_file_type(std::string_view name) {
  const auto* found = std::find_if(rows.begin(), rows.end(), [&](const GgufFileTypeFacts& row) {
    return std::equal(row.name.begin(), row.name.end(), name.begin(), name.end(), same_letters);
  });
  return found == rows.end() ? nullptr : found;
}

}  // namespace vramcalc::model
