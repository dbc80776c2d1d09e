// bitsandbytes and ExLlama: schemes that name a width and little else.
#include <cmath>

#include "model/published/published_recipe.h"

namespace vramcalc::model {
namespace {

// A mean of bits as written in decimals; four of them are more than anybody writes.
Ratio bits_of(const Config& config, std::string_view key, double otherwise) {
  constexpr double digits = 10'000;
  const double bits = config.number({key}).value_or(otherwise);
  if (!(bits >= 1 && bits <= 16)) {
    config.fail(key, MessageId::config_not_between,
                {{"value", config_value_text(ConfigValue{bits})},
                 {"low", std::uint64_t{1}},
                 {"high", std::uint64_t{16}}});
  }
  return {static_cast<std::uint64_t>(std::llround(bits * digits)),
          static_cast<std::uint64_t>(digits)};
}

}  // namespace

Recipe bits_and_bytes_recipe(const Published& published) {
  const Config& config = published.quantisation;
  BitsAndBytesRecipe recipe;
  const bool four = config.flag({"load_in_4bit", "_load_in_4bit"});
  if (!four && !config.flag({"load_in_8bit", "_load_in_8bit"})) {
    refuse_option(config, "bitsandbytes", "neither load_in_4bit nor load_in_8bit");
  }
  recipe.bits = four ? 4 : 8;
  recipe.double_quantisation = four && config.flag({"bnb_4bit_use_double_quant"});
  recipe.rest = published.rest;
  recipe.left_alone = patterns_in(config, {"llm_int8_skip_modules"});
  return recipe;
}

Recipe exllama_recipe(const Published& published) {
  constexpr double usual_bits = 4;
  constexpr double usual_head_bits = 6;
  return ExllamaRecipe{bits_of(published.quantisation, "bits", usual_bits),
                       bits_of(published.quantisation, "head_bits", usual_head_bits)};
}

}  // namespace vramcalc::model
