// Recipes from the fields of a publisher's quantization_config, method by method.
#pragma once

#include <string_view>

#include <vramcalc/model/config.h>
#include <vramcalc/model/recipe.h>

namespace vramcalc::model {

/// What a method's reader is given.
struct Published {
  const Config& whole;         // the file
  const Config& quantisation;  // its quantization_config
  StorageType rest;            // the file's dtype
};

[[nodiscard]] Recipe gptq_recipe(const Published& published);
[[nodiscard]] Recipe awq_recipe(const Published& published);
[[nodiscard]] Recipe mlx_recipe(const Published& published);
[[nodiscard]] Recipe hqq_recipe(const Published& published);
[[nodiscard]] Recipe bits_and_bytes_recipe(const Published& published);
[[nodiscard]] Recipe exllama_recipe(const Published& published);
[[nodiscard]] Recipe fp8_recipe(const Published& published);
[[nodiscard]] Recipe fbgemm_fp8_recipe(const Published& published);
[[nodiscard]] Recipe mxfp4_recipe(const Published& published);
[[nodiscard]] Recipe compressed_tensors_recipe(const Published& published);
[[nodiscard]] Recipe modelopt_recipe(const Published& published);
[[nodiscard]] Recipe quark_recipe(const Published& published);

/// Adds to `recipe` the layers that modelopt's `quantized_layers` names, one group a scheme.
void add_named_layers(MixedRecipe& recipe, const Published& published);

/// One scheme for all layers where the only group names none.
[[nodiscard]] Recipe simplified(MixedRecipe recipe);

/// The lists under all of these keys together.
[[nodiscard]] ModulePatterns patterns_in(const Config& config, Keys keys);

/// Bits of an integer scheme, 2 to 8; 4 where absent.
[[nodiscard]] std::uint32_t integer_bits(const Config& config, Keys keys);

/// A group's length; 0 for -1 and null, which mean the whole row.
[[nodiscard]] std::uint64_t group_length(const Config& config, Keys keys, std::uint64_t otherwise);

/// Error(unsupported), with the hint to name a precision instead.
[[noreturn]] void refuse_method(const Config& config, std::string_view method);
[[noreturn]] void refuse_option(const Config& config, std::string_view method,
                                std::string_view option);

}  // namespace vramcalc::model
