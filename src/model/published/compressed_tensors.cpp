// compressed-tensors, the format of llm-compressor: groups of layers, each with its scheme.
// https://github.com/vllm-project/compressed-tensors
// src/compressed_tensors/quantization/quant_args.py and quant_scheme.py
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

constexpr std::string_view method = "compressed-tensors";
constexpr std::array<std::string_view, 8> formats{
    "pack-quantized",       "int-quantized",        "float-quantized", "naive-quantized",
    "nvfp4-pack-quantized", "mxfp4-pack-quantized", "mxfp8-quantized", "mixed-precision"};

struct Group {
  const Config& quantisation;
  const Config& weights;
  std::string_view format;
  bool fixed_inputs = false;  // activations have a stored scale
  bool any_inputs = false;    // activations are quantised
  StorageType rest{};
};

GroupedRecipe integers(const Group& group) {
  const Config& weights = group.weights;
  const std::string_view strategy = weights.text({"strategy"});
  const bool packed = group.format == "pack-quantized";
  GroupedRecipe recipe;
  recipe.bits = packed ? integer_bits(weights, {"num_bits"}) : 8;
  if (strategy == "group") {
    recipe.group = weights.required_positive({"group_size"});
  } else if (strategy == "channel") {
    recipe.group = 0;
  } else {
    refuse_option(group.quantisation, method, strategy.empty() ? "no strategy" : strategy);
  }
  recipe.zero_bits = weights.flag({"symmetric"}, true) ? 0 : recipe.bits;
  // Other orders leave the groups where they are.
  const ConfigValue* order = weights.find({"actorder"});
  const auto* order_name = order == nullptr ? nullptr : order->get<std::string>();
  recipe.group_index = order_name != nullptr && *order_name == "group";
  recipe.shape_tensor = packed;
  return recipe;
}

Fp8Recipe floats8(const Group& group) {
  const Config& weights = group.weights;
  const std::string_view strategy = weights.text({"strategy"});
  Fp8Recipe recipe;
  recipe.scale_type =
      weights.text({"scale_dtype"}).ends_with("float32") ? StorageType::f32 : group.rest;
  recipe.input_scales = group.fixed_inputs;
  if (strategy == "channel") {
    recipe.scale = Fp8Recipe::Scale::channel;
  } else if (strategy == "block") {
    recipe.scale = Fp8Recipe::Scale::block;
    const std::vector<std::uint64_t> block = weights.wholes({"block_structure"});
    if (!block.empty()) {
      if (block.size() != 2 || block[0] == 0 || block[1] == 0) {
        refuse_option(group.quantisation, method, "block_structure");
      }
      recipe.block_rows = block[0];
      recipe.block_columns = block[1];
    }
  } else if (strategy != "tensor") {
    refuse_option(group.quantisation, method, strategy.empty() ? "no strategy" : strategy);
  }
  return recipe;
}

MixedRecipe::Scheme scheme_of(const Group& group) {
  using Format = MicroscalingRecipe::Format;
  const std::uint32_t bits = integer_bits(group.weights, {"num_bits"});
  if (group.weights.text({"type"}) != "float") {
    return integers(group);
  }
  const std::uint64_t length = group_length(group.weights, {"group_size"}, 0);
  if (bits == 4 && length == 16) {
    return MicroscalingRecipe{.format = Format::nvfp4, .input_scales = group.any_inputs};
  }
  if (bits == 4 && length == 32) {
    return MicroscalingRecipe{.format = Format::mxfp4};
  }
  if (bits == 8 && length == 32) {
    return MicroscalingRecipe{.format = Format::mxfp8};
  }
  if (bits == 8 && length == 0) {
    return floats8(group);
  }
  refuse_option(group.quantisation, method,
                std::to_string(bits) + "-bit floats in groups of " + std::to_string(length));
}

// "Linear" is a class: all linear layers. Everything else names modules.
ModulePatterns targets_of(const Config& group) {
  ModulePatterns targets = patterns_in(group, {"targets"});
  const bool all = std::find(targets.patterns.begin(), targets.patterns.end(), "Linear") !=
                   targets.patterns.end();
  return all ? ModulePatterns{} : targets;
}

MixedRecipe::Group read_group(const Published& published, const Config& group) {
  const std::optional<Config> weights = group.part({"weights"});
  if (!weights) {
    refuse_option(published.quantisation, method, "a group without weights");
  }
  std::string_view format = group.text({"format"});
  if (format.empty()) {
    format = published.quantisation.text({"format"});
  }
  if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
    refuse_option(published.quantisation, method, format.empty() ? "no format" : format);
  }
  const std::optional<Config> inputs = group.part({"input_activations"});
  const ConfigValue* dynamic = inputs ? inputs->find({"dynamic"}) : nullptr;
  const auto* is_dynamic = dynamic == nullptr ? nullptr : dynamic->get<bool>();
  const bool fixed = inputs && (dynamic == nullptr || (is_dynamic != nullptr && !*is_dynamic));
  return {targets_of(group), scheme_of({published.quantisation, *weights, format, fixed,
                                        inputs.has_value(), published.rest})};
}

}  // namespace

Recipe compressed_tensors_recipe(const Published& published) {
  const Config& config = published.quantisation;
  const std::optional<Config> sparsity = config.part({"sparsity_config"});
  if (sparsity && !sparsity->text({"format"}).empty() && sparsity->text({"format"}) != "dense") {
    refuse_option(config, method, sparsity->text({"format"}));
  }
  const std::optional<Config> groups = config.part({"config_groups"});
  if (!groups || groups->members().empty()) {
    refuse_option(config, method, "no config_groups");
  }
  MixedRecipe mixed;
  mixed.rest = published.rest;
  mixed.left_alone = patterns_in(config, {"ignore"});
  for (const ConfigMember& member : groups->members()) {
    mixed.groups.push_back(read_group(published, *groups->part({member.key})));
  }
  // A name is stronger than a class.
  std::stable_partition(mixed.groups.begin(), mixed.groups.end(),
                        [](const auto& group) { return !group.targets.patterns.empty(); });
  return simplified(std::move(mixed));
}

}  // namespace vramcalc::model
