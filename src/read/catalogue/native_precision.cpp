#include "read/catalogue/native_precision.h"

#include <algorithm>
#include <array>

namespace vramcalc::read {
namespace {

struct Name {
  std::string_view published;
  std::string_view precision;
};

// https://huggingface.co/docs/transformers/main_classes/quantization: values of `quant_method`.
constexpr std::array<Name, 5> methods{
    {{"fp8", "fp8"}, {"fbgemm_fp8", "fp8"}, {"mxfp4", "mxfp4"}, {"gptq", "gptq"}, {"awq", "awq"}}};
constexpr std::array<Name, 4> dtypes{
    {{"bfloat16", "bf16"}, {"float16", "fp16"}, {"float32", "fp32"}, {"float8_e4m3fn", "fp8"}}};

template <typename Names>
std::string_view lookup(const Names& names, const YamlNode* node) {
  if (node == nullptr) {
    return {};
  }
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const Name& name) { return name.published == node->scalar; });
  return found == names.end() ? std::string_view{} : found->precision;
}

// compressed-tensors writes the bits of each group of layers: config_groups.*.weights.num_bits.
std::string_view compressed_tensors(const YamlNode& quantisation) {
  const YamlNode* groups = find_entry(quantisation, "config_groups");
  if (groups == nullptr) {
    return {};
  }
  for (const YamlEntry& group : groups->entries) {
    const YamlNode* weights = find_entry(group.value, "weights");
    const YamlNode* bits = weights == nullptr ? nullptr : find_entry(*weights, "num_bits");
    const YamlNode* type = weights == nullptr ? nullptr : find_entry(*weights, "type");
    if (bits == nullptr) {
      continue;
    }
    if (bits->scalar == "4") {
      return "int4";
    }
    return type != nullptr && type->scalar == "float" ? "fp8" : "int8";
  }
  return {};
}

std::string_view of_quantisation(const YamlNode& quantisation) {
  const YamlNode* method = find_entry(quantisation, "quant_method");
  if (method == nullptr) {
    return {};
  }
  if (method->scalar == "compressed-tensors") {
    return compressed_tensors(quantisation);
  }
  if (method->scalar == "bitsandbytes") {
    const YamlNode* four = find_entry(quantisation, "load_in_4bit");
    return four != nullptr && four->scalar == "true" ? "nf4" : "int8";
  }
  return lookup(methods, method);
}

// The part itself, not what stands around it.
std::string_view of_part(const YamlNode& part) {
  if (const YamlNode* quantisation = find_entry(part, "quantization_config")) {
    if (const std::string_view precision = of_quantisation(*quantisation); !precision.empty()) {
      return precision;
    }
  }
  for (const std::string_view key : {"dtype", "torch_dtype"}) {
    if (const std::string_view precision = lookup(dtypes, find_entry(part, key));
        !precision.empty()) {
      return precision;
    }
  }
  return {};
}

}  // namespace

std::string_view native_precision(const YamlNode& config) {
  if (const std::string_view precision = of_part(config); !precision.empty()) {
    return precision;
  }
  for (const std::string_view key : {"text_config", "language_config", "llm_config"}) {
    if (const YamlNode* part = find_entry(config, key)) {
      if (const std::string_view precision = of_part(*part); !precision.empty()) {
        return precision;
      }
    }
  }
  return "fp16";
}

}  // namespace vramcalc::read
