#include <vramcalc/advise/logged_quantisation.h>

#include <algorithm>
#include <array>

#include <vramcalc/model/precision.h>

namespace vramcalc::advise {
namespace {

struct Word {
  std::string_view printed;
  std::string_view precision;
};

// QUANTIZATION_METHODS, https://github.com/vllm-project/vllm
// vllm/model_executor/layers/quantization/__init__.py, and SGLang's of the same place. Methods that
// stand for several widths are not here: compressed-tensors, moe_wna16, gguf.
constexpr std::array quantizations{
    Word{"fp8", "fp8"},
    Word{"fbgemm_fp8", "fp8"},
    Word{"w8a8_fp8", "fp8"},
    Word{"ptpc_fp8", "fp8"},
    Word{"modelopt", "fp8"},
    Word{"modelopt_fp8", "fp8"},
    Word{"modelopt_fp4", "nvfp4"},
    Word{"awq", "awq"},
    Word{"awq_marlin", "awq"},
    Word{"gptq", "gptq"},
    Word{"gptq_marlin", "gptq"},
    Word{"mxfp4", "mxfp4"},
    Word{"bitsandbytes", "nf4"},
    Word{"w8a8_int8", "int8"},
    Word{"modelslim", "int8"},
};

// As publishers end the names of their checkpoints; longer ones first. Of 8-bit GPTQ there is no
// precision.
constexpr std::array formats_of_names{
    Word{"-fp8-dynamic", "fp8"},
    Word{"-fp8", "fp8"},
    Word{"-awq-int4", "awq"},
    Word{"-awq", "awq"},
    Word{"-gptq-int4", "gptq"},
    Word{"-gptq-int8", ""},
    Word{"-gptq", "gptq"},
    Word{"-quantized.w8a8", "int8"},
    Word{"-w8a8", "int8"},
    Word{"-quantized.w4a16", "gptq"},
    Word{"-w4a16", "gptq"},
    Word{"-nvfp4", "nvfp4"},
    Word{"-unsloth-bnb-4bit", "nf4"},
    Word{"-bnb-4bit", "nf4"},
};

constexpr std::array dtypes{
    Word{"bfloat16", "bf16"}, Word{"float16", "fp16"}, Word{"half", "fp16"},
    Word{"float32", "fp32"},  Word{"float", "fp32"},
};

template <typename Words>
std::string_view precision_of(const Words& words, std::string_view printed) {
  const auto* const found = std::find_if(words.begin(), words.end(),
                                         [&](const Word& word) { return word.printed == printed; });
  return found == words.end() ? std::string_view{} : found->precision;
}

const Word* format_of_name(std::string_view name) {
  const auto ends_with = [&](std::string_view ending) {
    return name.size() > ending.size() &&
           std::equal(ending.rbegin(), ending.rend(), name.rbegin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           });
  };
  const auto* const found = std::find_if(formats_of_names.begin(), formats_of_names.end(),
                                         [&](const Word& word) { return ends_with(word.printed); });
  return found == formats_of_names.end() ? nullptr : found;
}

bool is_quantised(const model::Model& model) {
  constexpr double least_of_16_bits = 12;
  return model::find_precision(model.native_precision).bits_per_weight() < least_of_16_bits;
}

}  // namespace

std::string_view without_format(std::string_view name) {
  const Word* const format = format_of_name(name);
  return format == nullptr ? name : name.substr(0, name.size() - format->printed.size());
}

std::optional<ServedPrecision> served_precision(const memory::EngineLog& log,
                                                const model::Model& model) {
  const std::string& quantization = log.serving.quantization;
  const Word* const of_name = format_of_name(log.model.name);
  if (of_name != nullptr && of_name->precision.empty()) {
    return std::nullopt;
  }
  const std::string_view printed = precision_of(quantizations, quantization);
  if (!printed.empty()) {
    return ServedPrecision{std::string{printed}, PrecisionBasis::log};
  }
  if (of_name != nullptr) {
    return ServedPrecision{std::string{of_name->precision}, PrecisionBasis::name};
  }
  // SGLang prints what it was told, which is nothing for a checkpoint that says so itself, and no
  // dtype since 2026.
  const std::string_view dtype = precision_of(dtypes, log.serving.dtype);
  if (is_quantised(model) || (quantization.empty() && dtype.empty())) {
    return ServedPrecision{model.native_precision, PrecisionBasis::model};
  }
  return quantization.empty()
             ? std::optional{ServedPrecision{std::string{dtype}, PrecisionBasis::log}}
             : std::nullopt;
}

}  // namespace vramcalc::advise
