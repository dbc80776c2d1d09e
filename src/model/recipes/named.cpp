// What the names of `--precision` mean tensor by tensor.
#include <array>
#include <string>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "model/recipes/gguf/gguf_recipe.h"
#include "model/recipes/scheme.h"

namespace vramcalc::model {
namespace {

// A name says nothing of towers; whoever quantises a model leaves them alone.
ModulePatterns towers() {
  return {{"visual", "audio_tower"}};
}

Recipe grouped(const RecipeOptions& options, std::uint32_t zero_bits, bool group_index) {
  GroupedRecipe recipe;
  recipe.zero_bits = zero_bits;
  recipe.group_index = group_index;
  recipe.rest = options.rest;
  recipe.left_alone = towers();
  return recipe;
}

// One scale a row.
Recipe int8_rows(const RecipeOptions& options) {
  GroupedRecipe recipe;
  recipe.bits = 8;
  recipe.group = 0;
  recipe.rest = options.rest;
  recipe.left_alone = towers();
  return recipe;
}

template <typename Kind>
Recipe of_kind(Kind recipe, const RecipeOptions& options) {
  recipe.rest = options.rest;
  recipe.left_alone = towers();
  return recipe;
}

Recipe plain(StorageType type, std::string_view gguf, const RecipeOptions& options) {
  if (options.gguf_types) {
    return GgufRecipe{std::string{gguf}, options.imatrix};
  }
  return PlainRecipe{type};
}

std::string upper(std::string_view text) {
  std::string large{text};
  for (char& c : large) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return large;
}

}  // namespace

Recipe recipe_of(const Precision& precision, const RecipeOptions& options) {
  const std::string_view id = precision.id;
  if (precision.family == PrecisionFamily::exllama) {
    const Ratio size = precision.bytes_per_parameter;
    return ExllamaRecipe{.bits = {size.numerator * 8, size.denominator}};
  }
  if (precision.family == PrecisionFamily::gguf && is_gguf_file_type(id)) {
    return GgufRecipe{upper(id), options.imatrix};
  }
  if (id == "fp32") {
    return plain(StorageType::f32, "F32", options);
  }
  if (id == "fp16") {
    return plain(StorageType::f16, "F16", options);
  }
  if (id == "bf16") {
    return plain(StorageType::bf16, "BF16", options);
  }
  if (id == "fp8") {
    return of_kind(Fp8Recipe{}, options);
  }
  if (id == "int8") {
    return int8_rows(options);
  }
  constexpr std::uint32_t four_bits = 4;
  if (id == "int4") {
    return grouped(options, 0, true);
  }
  if (id == "gptq") {
    return grouped(options, four_bits, true);
  }
  if (id == "awq") {
    return grouped(options, four_bits, false);
  }
  if (id == "nf4") {
    return of_kind(BitsAndBytesRecipe{}, options);
  }
  if (id == "mxfp4") {
    return of_kind(MicroscalingRecipe{}, options);
  }
  if (id == "nvfp4") {
    return of_kind(MicroscalingRecipe{.format = MicroscalingRecipe::Format::nvfp4}, options);
  }
  throw Error(ErrorKind::unsupported,
              {MessageId::error_precision_without_recipe, {{"name", printable(id)}}},
              Text{MessageId::hint_list_precisions, {}});
}

}  // namespace vramcalc::model
