// Float schemes of the publishers themselves: fp8 (DeepSeek, Qwen, MiniMax, Mistral), fbgemm_fp8
// (Meta), mxfp4 (OpenAI).
#include <utility>

#include <vramcalc/model/blueprint.h>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

// DeepSeek V4 stores its experts as MXFP4, and then all scales as 8-bit exponents.
// https://huggingface.co/deepseek-ai/DeepSeek-V4-Flash inference/model.py
bool has_fp4_experts(const Published& published) {
  constexpr std::string_view key = "expert_dtype";
  for (const Config& config :
       {published.quantisation, published.whole, language_part(published.whole)}) {
    if (config.text({key}) == "fp4") {
      return true;
    }
  }
  return false;
}

// MiMo V2's attention outputs are 16-bit in the draft layers too, which its list calls
// "model.decoder" and counts once. https://huggingface.co/XiaomiMiMo/MiMo-V2-Flash config.json
bool keeps_attention_outputs(const Published& published) {
  return language_part(published.whole).text({"model_type"}) == "mimo_v2_flash";
}

}  // namespace

Recipe fp8_recipe(const Published& published) {
  const Config& config = published.quantisation;
  Fp8Recipe recipe;
  recipe.rest = published.rest;
  recipe.input_scales = config.text({"activation_scheme"}) == "static";
  recipe.left_alone = patterns_in(config, {"modules_to_not_convert", "ignored_layers"});
  if (keeps_attention_outputs(published)) {
    recipe.left_alone.patterns.emplace_back("self_attn.o_proj");
  }
  if (const std::vector<std::uint64_t> block = config.wholes({"weight_block_size"});
      !block.empty()) {
    if (block.size() != 2 || block[0] == 0 || block[1] == 0) {
      refuse_option(config, "fp8", "weight_block_size");
    }
    recipe.scale = Fp8Recipe::Scale::block;
    recipe.block_rows = block[0];
    recipe.block_columns = block[1];
  }
  const bool fp4_experts = has_fp4_experts(published);
  if (!fp4_experts && !config.has("quantized_layers")) {
    return recipe;
  }
  // modelopt requantises a part of such a checkpoint; its `ignore` speaks of its own layers.
  MixedRecipe mixed;
  mixed.rest = published.rest;
  mixed.left_alone = recipe.left_alone;
  add_named_layers(mixed, published);
  if (fp4_experts) {
    recipe.scale_type = StorageType::f8_e8m0;
    mixed.groups.push_back({{}, MicroscalingRecipe{.experts_only = true}});
  }
  mixed.groups.push_back({{}, std::move(recipe)});
  return mixed;
}

Recipe fbgemm_fp8_recipe(const Published& published) {
  Fp8Recipe recipe;
  recipe.scale = Fp8Recipe::Scale::channel;
  recipe.rest = published.rest;
  recipe.left_alone = patterns_in(published.quantisation, {"modules_to_not_convert"});
  return recipe;
}

Recipe mxfp4_recipe(const Published& published) {
  MicroscalingRecipe recipe;
  recipe.experts_only = true;
  recipe.rest = published.rest;
  recipe.left_alone = patterns_in(published.quantisation, {"modules_to_not_convert"});
  return recipe;
}

}  // namespace vramcalc::model
