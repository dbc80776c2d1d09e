#include "model/published/published_recipe.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/blueprint.h>

namespace vramcalc::model {
namespace {

// https://huggingface.co/docs/transformers/main_classes/quantization: values of `quant_method`.
struct Method {
  std::string_view name;
  Recipe (*read)(const Published& published);
};
constexpr std::array methods{
    Method{"gptq", gptq_recipe},
    Method{"awq", awq_recipe},
    Method{"bitsandbytes", bits_and_bytes_recipe},
    Method{"fp8", fp8_recipe},
    Method{"fbgemm_fp8", fbgemm_fp8_recipe},
    Method{"compressed-tensors", compressed_tensors_recipe},
    Method{"mxfp4", mxfp4_recipe},
    Method{"modelopt", modelopt_recipe},
    Method{"modelopt_fp4", modelopt_recipe},
    Method{"quark", quark_recipe},
    Method{"exl2", exllama_recipe},
    Method{"exl3", exllama_recipe},
    Method{"hqq", hqq_recipe},
    Method{"mlx", mlx_recipe},
};

struct Dtype {
  std::string_view name;
  StorageType type;
};
constexpr std::array dtypes{
    Dtype{"bfloat16", StorageType::bf16},
    Dtype{"float16", StorageType::f16},
    Dtype{"float32", StorageType::f32},
    Dtype{"half", StorageType::f16},
    Dtype{"float", StorageType::f32},
    Dtype{"float64", StorageType::f64},
    Dtype{"float8_e4m3fn", StorageType::f8_e4m3},
    Dtype{"float8_e5m2", StorageType::f8_e5m2},
};

// "bfloat16" or "torch.bfloat16"; nothing where absent or "auto".
std::optional<StorageType> dtype_of(const Config& config) {
  constexpr std::string_view torch = "torch.";
  for (const std::string_view key : {std::string_view{"dtype"}, std::string_view{"torch_dtype"}}) {
    std::string_view name = config.text({key});
    if (name.empty() || name == "auto") {
      continue;
    }
    if (name.starts_with(torch)) {
      name.remove_prefix(torch.size());
    }
    const auto* found = std::find_if(dtypes.begin(), dtypes.end(),
                                     [&](const Dtype& dtype) { return dtype.name == name; });
    if (found == dtypes.end()) {
      config.fail(key, MessageId::config_unknown_word, {{"value", "'" + printable(name) + "'"}});
    }
    return found->type;
  }
  return std::nullopt;
}

StorageType dtype_of_model(const Config& whole) {
  if (const std::optional<StorageType> type = dtype_of(whole)) {
    return *type;
  }
  return dtype_of(language_part(whole)).value_or(StorageType::f16);
}

// MLX writes `quantization` and repeats it as `quantization_config`.
std::optional<Config> quantisation_of(const Config& config) {
  return config.part({"quantization_config", "quantization", "compression_config"});
}

std::string_view method_of(const Config& quantisation) {
  const std::string_view method = quantisation.text({"quant_method"});
  if (!method.empty()) {
    return method;
  }
  if (quantisation.has("quant_algo")) {
    return "modelopt";
  }
  if (quantisation.has("load_in_4bit") || quantisation.has("load_in_8bit")) {
    return "bitsandbytes";
  }
  return quantisation.has("bits") && quantisation.has("group_size") ? "mlx" : "";
}

Recipe recipe_of(const Config& whole, const Config& quantisation) {
  StorageType rest = dtype_of_model(whole);
  if (facts_of(rest).block_bytes == 1) {
    rest = StorageType::bf16;  // "float8_e4m3fn" speaks of the linear layers
  }
  const std::string_view name = method_of(quantisation);
  const auto* method = std::find_if(methods.begin(), methods.end(),
                                    [&](const Method& known) { return known.name == name; });
  if (method == methods.end()) {
    refuse_method(quantisation, name);
  }
  return method->read({whole, quantisation, rest});
}

// What the language model's own config says is not said of its towers. Each of their modules has a
// name that begins with one of these (module_names.h).
void leave_towers_alone(Recipe& recipe) {
  std::visit(
      [](auto& scheme) {
        if constexpr (requires { scheme.left_alone; }) {
          scheme.left_alone.patterns.insert(scheme.left_alone.patterns.end(),
                                            {"visual", "audio_tower"});
        }
      },
      recipe);
}

}  // namespace

Recipe published_recipe(const Config& whole) {
  if (const std::optional<Config> quantisation = quantisation_of(whole)) {
    return recipe_of(whole, *quantisation);
  }
  if (const std::optional<Config> quantisation = quantisation_of(language_part(whole))) {
    Recipe recipe = recipe_of(whole, *quantisation);
    leave_towers_alone(recipe);
    return recipe;
  }
  return PlainRecipe{dtype_of_model(whole)};
}

Recipe simplified(MixedRecipe recipe) {
  if (recipe.groups.size() != 1 || !recipe.groups.front().targets.patterns.empty()) {
    return recipe;
  }
  return std::visit(
      [&](auto scheme) -> Recipe {
        scheme.rest = recipe.rest;
        scheme.left_alone = std::move(recipe.left_alone);
        return scheme;
      },
      std::move(recipe.groups.front().scheme));
}

ModulePatterns patterns_in(const Config& config, Keys keys) {
  ModulePatterns patterns;
  for (const std::string_view key : keys) {
    for (const std::string_view pattern : config.texts({key})) {
      patterns.patterns.emplace_back(pattern);
    }
  }
  return patterns;
}

std::uint32_t integer_bits(const Config& config, Keys keys) {
  constexpr std::uint64_t fewest = 2;
  constexpr std::uint64_t most = 8;
  const std::uint64_t bits = config.whole(keys, most).value_or(4);
  if (bits < fewest) {
    config.fail(*keys.begin(), MessageId::config_not_whole,
                {{"value", std::to_string(bits)}, {"low", fewest}, {"high", most}});
  }
  return static_cast<std::uint32_t>(bits);
}

std::uint64_t group_length(const Config& config, Keys keys, std::uint64_t otherwise) {
  const ConfigValue* value = config.find(keys);
  if (value == nullptr) {
    return otherwise;
  }
  const auto* negative = value->get<double>();
  if (negative != nullptr && *negative == -1) {
    return 0;
  }
  return config.whole(keys).value_or(otherwise);
}

void refuse_method(const Config& config, std::string_view method) {
  throw Error(ErrorKind::unsupported,
              {MessageId::error_quantisation_method,
               {{"file", printable(config.file(), 500)},
                {"name", method.empty() ? std::string{"without quant_method"}
                                        : "'" + printable(method) + "'"}}},
              Text{MessageId::hint_name_precision, {}});
}

void refuse_option(const Config& config, std::string_view method, std::string_view option) {
  throw Error(ErrorKind::unsupported,
              {MessageId::error_quantisation_option,
               {{"file", printable(config.file(), 500)},
                {"name", "'" + printable(method) + "'"},
                {"option", "'" + printable(option) + "'"}}},
              Text{MessageId::hint_name_precision, {}});
}

}  // namespace vramcalc::model
