// NVIDIA's Model Optimizer: one algorithm, or one for each layer.
// https://github.com/NVIDIA/TensorRT-Model-Optimizer modelopt/torch/export/quant_utils.py
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

constexpr std::string_view method = "modelopt";

std::optional<MixedRecipe::Scheme> scheme_of(std::string_view algorithm) {
  using Format = MicroscalingRecipe::Format;
  using Scale = Fp8Recipe::Scale;
  if (algorithm == "FP8") {
    return Fp8Recipe{.input_scales = true};
  }
  if (algorithm == "FP8_PER_CHANNEL_PER_TOKEN") {
    return Fp8Recipe{.scale = Scale::channel};
  }
  if (algorithm == "FP8_PB_WO") {
    return Fp8Recipe{.scale = Scale::block};
  }
  if (algorithm == "NVFP4") {
    return MicroscalingRecipe{.format = Format::nvfp4, .input_scales = true};
  }
  if (algorithm == "W4A16_NVFP4") {
    return MicroscalingRecipe{.format = Format::nvfp4};
  }
  if (algorithm == "MXFP8") {
    return MicroscalingRecipe{.format = Format::mxfp8};
  }
  if (algorithm == "MXFP4" || algorithm == "W4A8_MXFP4_FP8") {
    return MicroscalingRecipe{.format = Format::mxfp4};
  }
  return std::nullopt;
}

MixedRecipe::Scheme required_scheme(const Config& config, std::string_view algorithm) {
  const std::optional<MixedRecipe::Scheme> scheme = scheme_of(algorithm);
  if (!scheme) {
    refuse_option(config, method, algorithm.empty() ? "no quant_algo" : algorithm);
  }
  return *scheme;
}

}  // namespace

void add_named_layers(MixedRecipe& recipe, const Published& published) {
  const std::optional<Config> layers = published.quantisation.part({"quantized_layers"});
  if (!layers) {
    return;
  }
  std::vector<std::pair<std::string_view, ModulePatterns>> algorithms;
  for (const ConfigMember& member : layers->members()) {
    const std::string_view algorithm =
        Config{member.value, published.quantisation.file()}.text({"quant_algo"});
    auto found = std::find_if(algorithms.begin(), algorithms.end(),
                              [&](const auto& known) { return known.first == algorithm; });
    if (found == algorithms.end()) {
      (void)required_scheme(published.quantisation, algorithm);
      found = algorithms.insert(found, {algorithm, {}});
    }
    found->second.patterns.push_back(member.key);
  }
  for (auto& [algorithm, targets] : algorithms) {
    recipe.groups.push_back(
        {std::move(targets), required_scheme(published.quantisation, algorithm)});
  }
}

Recipe modelopt_recipe(const Published& published) {
  // hf_quant_config.json nests the same fields once more.
  const Config config =
      published.quantisation.part({"quantization"}).value_or(published.quantisation);
  MixedRecipe mixed;
  mixed.rest = published.rest;
  mixed.left_alone = patterns_in(config, {"ignore", "exclude_modules"});
  const std::string_view algorithm = config.text({"quant_algo"});
  if (algorithm == "MIXED_PRECISION") {
    add_named_layers(mixed, {published.whole, config, published.rest});
    return mixed;
  }
  return std::visit(
      [&](auto scheme) -> Recipe {
        scheme.rest = published.rest;
        scheme.left_alone = std::move(mixed.left_alone);
        return scheme;
      },
      required_scheme(config, algorithm));
}

}  // namespace vramcalc::model
