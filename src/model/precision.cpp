#include <vramcalc/model/precision.h>

#include <algorithm>
#include <array>
#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::model {
namespace {

struct Row {
  std::string_view id;
  std::string_view description;
  PrecisionFamily family;
  Ratio bytes_per_parameter;
  std::string_view source;
  std::string_view aliases;  // folded, separated by spaces
};

using enum PrecisionFamily;

constexpr std::string_view ieee = "width of the number format";
constexpr std::string_view plain_rule = "the rule of thumb counts the bare bits, scales aside";
constexpr std::string_view ggml =
    "block size of the base type, https://github.com/ggml-org/llama.cpp ggml/src/ggml-common.h";
constexpr std::string_view grouped =
    "4 bits and 16 + 4 bits of scale and zero per group of 128, "
    "https://github.com/AutoGPTQ/AutoGPTQ";
constexpr std::string_view bitsandbytes =
    "4 bits and a 32-bit scale per 64, https://arxiv.org/abs/2305.14314";
constexpr std::string_view ocp =
    "4 bits and an 8-bit scale per 32, https://www.opencompute.org/documents/"
    "ocp-microscaling-formats-mx-v1-0-spec-final-pdf";
constexpr std::string_view nvidia =
    "4 bits and an 8-bit scale per 16, https://developer.nvidia.com/blog/"
    "introducing-nvfp4-for-efficient-and-accurate-low-precision-inference/";
constexpr std::string_view exllama_bits =
    "mean bits per weight, as named, https://github.com/turboderp-org/exllamav3";

constexpr std::array rows{
    Row{"fp32", "32-bit floating point", plain, {4, 1}, ieee, "f32 float32 float"},
    Row{"fp16", "16-bit floating point", plain, {2, 1}, ieee, "f16 float16 half"},
    Row{"bf16", "16-bit brain floating point", plain, {2, 1}, ieee, "bfloat16"},
    Row{"fp8", "8-bit floating point", plain, {1, 1}, ieee, "float8 e4m3 f8"},
    Row{"int8", "8-bit integers", plain, {1, 1}, plain_rule, "8bit w8a8"},
    Row{"int4", "4-bit integers", plain, {1, 2}, plain_rule, "4bit"},
    Row{"nf4", "bitsandbytes NF4", quantised, {9, 16}, bitsandbytes, "bnb4bit"},
    Row{"nvfp4", "NVIDIA 4-bit floating point", quantised, {9, 16}, nvidia, ""},
    Row{"mxfp4", "microscaling 4-bit floating point", quantised, {17, 32}, ocp, ""},
    Row{"awq", "AWQ, 4 bits, group 128", quantised, {52, 100}, grouped, "awq4bit"},
    Row{"gptq", "GPTQ, 4 bits, group 128", quantised, {52, 100}, grouped, "gptq4bit"},
    Row{"q8_0", "GGUF Q8_0", gguf, {34, 32}, ggml, ""},
    Row{"q6_k", "GGUF Q6_K", gguf, {210, 256}, ggml, ""},
    Row{"q5_1", "GGUF Q5_1", gguf, {24, 32}, ggml, ""},
    Row{"q5_k_m", "GGUF Q5_K_M, base Q5_K", gguf, {176, 256}, ggml, "q5k"},
    Row{"q5_k_s", "GGUF Q5_K_S, base Q5_K", gguf, {176, 256}, ggml, ""},
    Row{"q5_0", "GGUF Q5_0", gguf, {22, 32}, ggml, ""},
    Row{"q4_1", "GGUF Q4_1", gguf, {20, 32}, ggml, ""},
    Row{"q4_k_m", "GGUF Q4_K_M, base Q4_K", gguf, {144, 256}, ggml, "q4k"},
    Row{"q4_k_s", "GGUF Q4_K_S, base Q4_K", gguf, {144, 256}, ggml, ""},
    Row{"q4_0", "GGUF Q4_0", gguf, {18, 32}, ggml, ""},
    Row{"iq4_nl", "GGUF IQ4_NL", gguf, {18, 32}, ggml, ""},
    Row{"iq4_xs", "GGUF IQ4_XS", gguf, {136, 256}, ggml, ""},
    Row{"mxfp4_moe", "GGUF MXFP4_MOE, base MXFP4", gguf, {17, 32}, ggml, ""},
    Row{"q3_k_l", "GGUF Q3_K_L, base Q3_K", gguf, {110, 256}, ggml, ""},
    Row{"q3_k_m", "GGUF Q3_K_M, base Q3_K", gguf, {110, 256}, ggml, "q3k"},
    Row{"q3_k_s", "GGUF Q3_K_S, base Q3_K", gguf, {110, 256}, ggml, ""},
    Row{"iq3_m", "GGUF IQ3_M, base IQ3_S", gguf, {110, 256}, ggml, ""},
    Row{"iq3_s", "GGUF IQ3_S", gguf, {110, 256}, ggml, ""},
    Row{"iq3_xs", "GGUF IQ3_XS, base IQ3_S", gguf, {110, 256}, ggml, ""},
    Row{"iq3_xxs", "GGUF IQ3_XXS", gguf, {98, 256}, ggml, ""},
    Row{"q2_k", "GGUF Q2_K", gguf, {84, 256}, ggml, ""},
    Row{"q2_k_s", "GGUF Q2_K_S, base Q2_K", gguf, {84, 256}, ggml, ""},
    Row{"iq2_m", "GGUF IQ2_M, base IQ2_S", gguf, {82, 256}, ggml, ""},
    Row{"iq2_s", "GGUF IQ2_S, base IQ2_XS", gguf, {74, 256}, ggml, ""},
    Row{"iq2_xs", "GGUF IQ2_XS", gguf, {74, 256}, ggml, ""},
    Row{"q2_0", "GGUF Q2_0", gguf, {18, 64}, ggml, ""},
    Row{"iq2_xxs", "GGUF IQ2_XXS", gguf, {66, 256}, ggml, ""},
    Row{"tq2_0", "GGUF TQ2_0, ternary", gguf, {66, 256}, ggml, ""},
    Row{"iq1_m", "GGUF IQ1_M", gguf, {56, 256}, ggml, ""},
    Row{"tq1_0", "GGUF TQ1_0, ternary", gguf, {54, 256}, ggml, ""},
    Row{"iq1_s", "GGUF IQ1_S", gguf, {50, 256}, ggml, ""},
    Row{"q1_0", "GGUF Q1_0", gguf, {18, 128}, ggml, ""},
    Row{"exl2:4", "ExLlamaV2, any mean bits: exl2:4.5", exllama, {1, 2}, exllama_bits, ""},
    Row{"exl3:4", "ExLlamaV3, any mean bits: exl3:3.5", exllama, {1, 2}, exllama_bits, ""},
};

Precision precision_of(const Row& row) {
  return {std::string{row.id}, std::string{row.description}, row.family, row.bytes_per_parameter,
          std::string{row.source}};
}

bool has_alias(std::string_view aliases, std::string_view name) {
  while (!aliases.empty()) {
    const std::size_t end = aliases.find(' ');
    if (aliases.substr(0, end) == name) {
      return true;
    }
    aliases.remove_prefix(end == std::string_view::npos ? aliases.size() : end + 1);
  }
  return false;
}

bool is_exllama(std::string_view name) {
  return name.starts_with("exl2:") || name.starts_with("exl3:");
}

Precision exllama_precision(std::string_view name) {
  constexpr std::string_view prefix = "exl2:";
  const auto out_of_range = [&] {
    return Error(ErrorKind::usage,
                 {MessageId::error_bits_out_of_range, {{"name", printable(name)}}},
                 Text{MessageId::hint_bits, {}});
  };
  const std::string bits_text{name.substr(prefix.size())};
  if (bits_text.size() > 6) {
    throw out_of_range();
  }
  const bool digits = bits_text.find_first_not_of("0123456789.") == std::string::npos &&
                      !bits_text.empty() && bits_text != "." && bits_text.back() != '.';
  if (!digits) {
    throw out_of_range();
  }
  const Ratio bits = parse_decimal(bits_text);
  if (bits < Ratio{1, 1} || Ratio{16, 1} < bits) {
    throw out_of_range();
  }
  const bool third = name.starts_with("exl3:");
  return {std::string{name},
          std::string{third ? "ExLlamaV3, " : "ExLlamaV2, "} + bits_text + " bits",
          PrecisionFamily::exllama, Ratio{bits.numerator, bits.denominator * 8},
          std::string{exllama_bits}};
}

}  // namespace

std::vector<Precision> precisions() {
  std::vector<Precision> all;
  all.reserve(rows.size());
  for (const Row& row : rows) {
    all.push_back(precision_of(row));
  }
  return all;
}

Precision find_precision(std::string_view name) {
  std::string lower{name};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (is_exllama(lower)) {
    return exllama_precision(lower);
  }
  const std::string wanted = folded_name(name);
  for (const Row& row : rows) {
    if (folded_name(row.id) == wanted || has_alias(row.aliases, wanted)) {
      return precision_of(row);
    }
  }
  std::vector<std::string_view> ids;
  ids.reserve(rows.size());
  for (const Row& row : rows) {
    ids.push_back(row.id);
  }
  const std::vector<std::string> near = closest_names(name, ids);
  throw Error(
      ErrorKind::not_found, {MessageId::error_unknown_precision, {{"name", printable(name)}}},
      near.empty() ? Text{MessageId::hint_list_precisions, {}}
                   : Text{MessageId::hint_did_you_mean_precision, {{"names", quoted_list(near)}}});
}

bool is_unquantised(std::string_view id) {
  return id == "fp32" || id == "fp16" || id == "bf16";
}

}  // namespace vramcalc::model
