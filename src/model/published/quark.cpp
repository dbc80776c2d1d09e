// AMD Quark: a scheme for all layers, and others for layers by name.
// https://quark.docs.amd.com/latest/pytorch/pytorch_apidoc.html, fields of QConfig
#include <optional>
#include <utility>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

constexpr std::string_view method = "quark";

MixedRecipe::Scheme scheme_of(const Published& published, const Config& layer) {
  using Format = MicroscalingRecipe::Format;
  using Scale = Fp8Recipe::Scale;
  const std::optional<Config> weight = layer.part({"weight"});
  if (!weight) {
    refuse_option(published.quantisation, method, "a layer without weight");
  }
  const std::string_view type = weight->text({"dtype"});
  const std::string_view spread = weight->text({"qscheme"});
  const std::uint64_t group = group_length(*weight, {"group_size"}, 0);
  const std::optional<Config> inputs = layer.part({"input_tensors"});
  const bool fixed_inputs = inputs && !inputs->flag({"is_dynamic"}, true);
  if (type == "fp8_e4m3" && (spread == "per_tensor" || spread == "per_channel")) {
    return Fp8Recipe{.scale = spread == "per_tensor" ? Scale::tensor : Scale::channel,
                     .input_scales = fixed_inputs};
  }
  if (spread == "per_group" && group == 32 && (type == "fp4" || type == "fp8_e4m3")) {
    return MicroscalingRecipe{.format = type == "fp4" ? Format::mxfp4 : Format::mxfp8};
  }
  if ((type == "int4" || type == "uint4" || type == "int8") &&
      (spread == "per_channel" || (spread == "per_group" && group != 0))) {
    GroupedRecipe recipe;
    recipe.bits = type == "int8" ? 8 : 4;
    recipe.group = spread == "per_channel" ? 0 : group;
    recipe.zero_bits = weight->flag({"symmetric"}, type != "uint4") ? 0 : recipe.bits;
    return recipe;
  }
  refuse_option(published.quantisation, method, std::string{type} + " " + std::string{spread});
}

}  // namespace

Recipe quark_recipe(const Published& published) {
  const Config& config = published.quantisation;
  if (const auto classes = config.part({"layer_type_quant_config"});
      classes && !classes->members().empty()) {
    refuse_option(config, method, "layer_type_quant_config");
  }
  MixedRecipe mixed;
  mixed.rest = published.rest;
  mixed.left_alone = patterns_in(config, {"exclude"});
  if (const auto layers = config.part({"layer_quant_config"})) {
    for (const ConfigMember& member : layers->members()) {
      const Config layer{member.value, config.file()};
      mixed.groups.push_back({{{member.key}}, scheme_of(published, layer)});
    }
  }
  const std::optional<Config> all = config.part({"global_quant_config"});
  if (!all) {
    refuse_option(config, method, "no global_quant_config");
  }
  mixed.groups.push_back({{}, scheme_of(published, *all)});
  return simplified(std::move(mixed));
}

}  // namespace vramcalc::model
