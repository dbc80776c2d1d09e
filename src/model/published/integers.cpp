// Integer schemes: GPTQ, AWQ, MLX, HQQ.
#include <utility>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

constexpr std::uint64_t usual_group = 128;

// GPTQModel's rules for single layers ("+:…", "-:…") change bits layer by layer.
void refuse_rules(const Published& published, std::string_view method, std::string_view key) {
  const auto rules = published.quantisation.part({key});
  if (rules && !rules->members().empty()) {
    refuse_option(published.quantisation, method, key);
  }
}

// modules_in_block_to_quantize: a list of names, or lists of them, quantised one after the other.
ModulePatterns quantised_modules(const Config& config) {
  constexpr std::string_view key = "modules_in_block_to_quantize";
  ModulePatterns modules;
  const ConfigValue* value = config.find({key});
  if (value == nullptr) {
    return modules;
  }
  const auto* steps = value->get<ConfigList>();
  if (steps == nullptr) {
    config.fail(key, MessageId::config_not_list, {{"value", config_value_text(*value)}});
  }
  const auto add = [&](const ConfigValue& name) {
    const auto* text = name.get<std::string>();
    if (text == nullptr) {
      config.fail(key, MessageId::config_not_text, {{"value", config_value_text(name)}});
    }
    modules.patterns.push_back(*text);
  };
  for (const ConfigValue& step : *steps) {
    if (const auto* names = step.get<ConfigList>()) {
      for (const ConfigValue& name : *names) {
        add(name);
      }
    } else {
      add(step);
    }
  }
  return modules;
}

// Neither GPTQ nor AWQ touches towers: their tools quantise the language model's layers.
ModulePatterns left_alone(const Config& config) {
  ModulePatterns patterns = patterns_in(config, {"modules_to_not_convert"});
  patterns.patterns.emplace_back("visual");
  patterns.patterns.emplace_back("audio_tower");
  return patterns;
}

GroupedRecipe mlx_scheme(const Config& config, const GroupedRecipe& otherwise) {
  GroupedRecipe scheme = otherwise;
  if (config.has("bits")) {
    scheme.bits = integer_bits(config, {"bits"});
  }
  scheme.group = group_length(config, {"group_size"}, otherwise.group);
  return scheme;
}

// https://github.com/ml-explore/mlx python/mlx/nn/layers/quantized.py: modes.
MixedRecipe::Scheme mlx_mode(const Published& published, const GroupedRecipe& affine) {
  const std::string_view mode = published.quantisation.text({"mode"});
  using Format = MicroscalingRecipe::Format;
  if (mode.empty() || mode == "affine") {
    return affine;
  }
  if (mode == "mxfp4") {
    return MicroscalingRecipe{.format = Format::mxfp4};
  }
  if (mode == "mxfp8") {
    return MicroscalingRecipe{.format = Format::mxfp8};
  }
  if (mode == "nvfp4") {
    return MicroscalingRecipe{.format = Format::nvfp4};
  }
  refuse_option(published.quantisation, "mlx", mode);
}

}  // namespace

Recipe gptq_recipe(const Published& published) {
  refuse_rules(published, "gptq", "dynamic");
  const Config& config = published.quantisation;
  GroupedRecipe recipe;
  recipe.bits = integer_bits(config, {"bits"});
  recipe.group = group_length(config, {"group_size"}, usual_group);
  recipe.zero_bits = recipe.bits;  // qzeros is written for symmetric checkpoints too
  recipe.group_index = true;
  recipe.head_too = config.flag({"lm_head"});
  recipe.rest = published.rest;
  recipe.left_alone = left_alone(config);
  ModulePatterns targets = quantised_modules(config);
  if (targets.patterns.empty()) {
    return recipe;
  }
  return MixedRecipe{{{std::move(targets), recipe}}, recipe.rest, recipe.left_alone};
}

Recipe awq_recipe(const Published& published) {
  const Config& config = published.quantisation;
  GroupedRecipe recipe;
  recipe.bits = integer_bits(config, {"bits", "w_bit"});
  recipe.group = group_length(config, {"group_size", "q_group_size"}, usual_group);
  recipe.zero_bits = recipe.bits;
  recipe.rest = published.rest;
  recipe.left_alone = left_alone(config);
  return recipe;
}

Recipe mlx_recipe(const Published& published) {
  const Config& config = published.quantisation;
  GroupedRecipe affine;
  affine.bits = integer_bits(config, {"bits"});
  affine.group = group_length(config, {"group_size"}, 64);
  affine.zero_bits = affine.scale_bits;  // `biases`
  affine.embeddings_too = true;
  affine.head_too = true;
  affine.rest = published.rest;

  // Beside the common figures stand layers with figures of their own, or `false`.
  MixedRecipe mixed;
  mixed.rest = published.rest;
  for (const ConfigMember& member : config.members()) {
    const auto* flag = member.value.get<bool>();
    if (member.value.get<ConfigObject>() != nullptr) {
      const Config own{member.value, config.file()};
      mixed.groups.push_back({{{member.key}}, mlx_scheme(own, affine)});
    } else if (flag != nullptr && !*flag) {
      mixed.left_alone.patterns.push_back(member.key);
    }
  }
  MixedRecipe::Scheme scheme = mlx_mode(published, affine);
  if (mixed.groups.empty() && std::holds_alternative<GroupedRecipe>(scheme)) {
    affine.left_alone = std::move(mixed.left_alone);
    return affine;
  }
  if (!std::holds_alternative<GroupedRecipe>(scheme)) {
    mixed.groups.push_back({{{"embed_tokens", "lm_head"}}, scheme});
  }
  mixed.groups.push_back({{}, std::move(scheme)});
  return mixed;
}

Recipe hqq_recipe(const Published& published) {
  const auto config = published.quantisation.part({"quant_config"});
  const auto weights = config ? config->part({"weight_quant_params"}) : std::nullopt;
  if (!weights) {
    refuse_option(published.quantisation, "hqq", "quant_config");  // figures of single layers
  }
  GroupedRecipe recipe;
  recipe.bits = integer_bits(*weights, {"nbits"});
  if (recipe.bits != 2 && recipe.bits != 4 && recipe.bits != 8) {
    refuse_option(published.quantisation, "hqq", std::to_string(recipe.bits) + " bits");
  }
  recipe.group = group_length(*weights, {"group_size"}, 0);
  recipe.zero_bits = recipe.scale_bits;
  recipe.rest = published.rest;
  recipe.left_alone = patterns_in(published.quantisation, {"skip_modules"});
  recipe.left_alone.patterns.emplace_back("visual");
  return recipe;
}

}  // namespace vramcalc::model
