#include <vramcalc/model/quality.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vramcalc::model {
namespace {

// Wikitext-2, 512 tokens, 16 bits: 6.2332; matrices of 10 million tokens. Q8_0 to IQ1_S.
constexpr std::string_view scoreboard =
    "https://github.com/ggml-org/llama.cpp tools/perplexity/README.md (LLaMA 3 8B scoreboard)";
constexpr std::string_view torchao =
    "https://github.com/pytorch/ao torchao/quantization/README.md (Llama 3.1 8B, wikitext)";
constexpr std::string_view awq_paper = "https://arxiv.org/abs/2306.00978 table 4";
constexpr std::string_view any4 = "https://github.com/facebookresearch/any4 README.md";
constexpr std::string_view exllamav2 =
    "https://github.com/turboderp-org/exllamav2 doc/qcache_eval.md";

constexpr std::string_view llama_3_8b = "Llama 3 8B";
constexpr std::string_view llama_2_7b = "Llama 2 7B";
constexpr std::string_view mistral_7b = "Mistral 7B";

constexpr std::array table{
    Quality{"q8_0", 0.02, llama_3_8b, false, scoreboard},
    Quality{"q6_k", 0.32, llama_3_8b, false, scoreboard},
    Quality{"q5_k_m", 0.89, llama_3_8b, false, scoreboard},
    Quality{"q5_k_s", 1.66, llama_3_8b, false, scoreboard},
    Quality{"q5_1", 1.68, llama_3_8b, false, scoreboard},
    Quality{"q5_0", 2.09, llama_3_8b, false, scoreboard},
    Quality{"q4_k_m", 2.79, llama_3_8b, false, scoreboard},
    Quality{"q4_k_m", 2.40, llama_3_8b, true, scoreboard},
    Quality{"q4_k_s", 4.29, llama_3_8b, false, scoreboard},
    Quality{"q4_k_s", 2.83, llama_3_8b, true, scoreboard},
    Quality{"iq4_nl", 3.57, llama_3_8b, true, scoreboard},
    Quality{"iq4_xs", 3.63, llama_3_8b, true, scoreboard},
    Quality{"q4_1", 7.21, llama_3_8b, false, scoreboard},
    Quality{"q4_0", 7.49, llama_3_8b, false, scoreboard},
    Quality{"q3_k_l", 8.90, llama_3_8b, false, scoreboard},
    Quality{"q3_k_l", 7.03, llama_3_8b, true, scoreboard},
    Quality{"q3_k_m", 10.51, llama_3_8b, false, scoreboard},
    Quality{"q3_k_m", 8.04, llama_3_8b, true, scoreboard},
    Quality{"iq3_m", 10.67, llama_3_8b, true, scoreboard},
    Quality{"iq3_s", 11.75, llama_3_8b, true, scoreboard},
    Quality{"iq3_xs", 14.92, llama_3_8b, true, scoreboard},
    Quality{"iq3_xxs", 19.66, llama_3_8b, true, scoreboard},
    Quality{"q3_k_s", 26.16, llama_3_8b, false, scoreboard},
    Quality{"q3_k_s", 21.97, llama_3_8b, true, scoreboard},
    Quality{"iq2_m", 37.98, llama_3_8b, true, scoreboard},
    Quality{"q2_k", 56.45, llama_3_8b, false, scoreboard},
    Quality{"q2_k", 38.74, llama_3_8b, true, scoreboard},
    Quality{"q2_k_s", 49.58, llama_3_8b, true, scoreboard},
    Quality{"iq2_s", 54.83, llama_3_8b, true, scoreboard},
    Quality{"iq2_xs", 72.65, llama_3_8b, true, scoreboard},
    Quality{"iq2_xxs", 126.08, llama_3_8b, true, scoreboard},
    Quality{"iq1_m", 309.00, llama_3_8b, true, scoreboard},
    Quality{"iq1_s", 873.74, llama_3_8b, true, scoreboard},
    Quality{"int8", 0.19, "Llama 3.1 8B", false, torchao},
    Quality{"fp8", 1.20, "Llama 3.1 8B", false, torchao},
    Quality{"awq", 2.38, llama_2_7b, false, awq_paper},
    Quality{"gptq", 4.02, llama_2_7b, false, awq_paper},
    Quality{"int4", 4.02, llama_2_7b, false, awq_paper},  // GPTQ, where no scheme is named
    Quality{"nf4", 7.98, llama_3_8b, false, any4},
    Quality{"exl2:6.0", 0.32, mistral_7b, false, exllamav2},
    Quality{"exl2:5.0", 0.32, mistral_7b, false, exllamav2},
    Quality{"exl2:4.0", 1.65, mistral_7b, false, exllamav2},
    Quality{"exl2:3.5", 2.99, mistral_7b, false, exllamav2},
    Quality{"exl2:3.0", 5.04, mistral_7b, false, exllamav2},
};

double bits_of(std::string_view id) {
  const std::string_view digits = id.substr(id.find(':') + 1);
  double bits = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  return bits;
}

const Quality* nearest_below(std::string_view id) {
  const std::string_view family = id.substr(0, id.find(':') + 1);
  for (const Quality& entry : table) {
    if (entry.precision.starts_with(family) && bits_of(entry.precision) <= bits_of(id)) {
      return &entry;
    }
  }
  return nullptr;
}

}  // namespace

std::span<const Quality> published_quality() {
  return table;
}

const Quality* find_quality(std::string_view precision, bool imatrix) {
  if (precision.find(':') != std::string_view::npos) {
    return nearest_below(precision);
  }
  const Quality* found = nullptr;
  for (const Quality& entry : table) {
    if (entry.precision == precision && (found == nullptr || entry.imatrix == imatrix)) {
      found = &entry;
    }
  }
  return found;
}

const Quality* find_quality(const WeightFormat& format) {
  const auto* gguf = format.recipe ? std::get_if<GgufRecipe>(&*format.recipe) : nullptr;
  return find_quality(format.precision.id, gguf != nullptr && gguf->imatrix);
}

}  // namespace vramcalc::model
