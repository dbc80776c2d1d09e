#include <vramcalc/model/weight_format.h>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

namespace vramcalc::model {
namespace {

// What a quantised checkpoint leaves alone keeps the format that the model is trained in.
StorageType unquantised_type(const Model& model) {
  const Recipe* published =
      model.layout != nullptr && model.layout->published ? &*model.layout->published : nullptr;
  if (published == nullptr) {
    return StorageType::f16;
  }
  if (const auto* plain = std::get_if<PlainRecipe>(published)) {
    return facts_of(plain->type).block_bytes == 4 ? StorageType::f16 : plain->type;
  }
  return StorageType::bf16;
}

struct NearestPrecision {
  std::string operator()(const PlainRecipe& recipe) const {
    return std::string{precision_id_of(recipe.type)};
  }
  std::string operator()(const GgufRecipe& recipe) const {
    return find_precision(recipe.file_type).id;
  }
  std::string operator()(const GroupedRecipe& recipe) const {
    if (recipe.bits > 4) {
      return "int8";
    }
    return recipe.zero_bits == 0 ? "int4" : recipe.group_index ? "gptq" : "awq";
  }
  std::string operator()(const BitsAndBytesRecipe& recipe) const {
    return recipe.bits == 4 ? "nf4" : "int8";
  }
  std::string operator()(const Fp8Recipe& /*recipe*/) const { return "fp8"; }
  std::string operator()(const MicroscalingRecipe& recipe) const {
    switch (recipe.format) {
      case MicroscalingRecipe::Format::mxfp4:
        return "mxfp4";
      case MicroscalingRecipe::Format::nvfp4:
        return "nvfp4";
      case MicroscalingRecipe::Format::mxfp8:
        break;
    }
    return "fp8";
  }
  std::string operator()(const ExllamaRecipe& recipe) const {
    return "exl3:" + decimal_text(recipe.bits.value(), 2);
  }
  // Its first group is the one that its publisher names first.
  std::string operator()(const MixedRecipe& recipe) const {
    return recipe.groups.empty() ? "bf16" : std::visit(*this, recipe.groups.front().scheme);
  }
};

}  // namespace

std::string_view precision_id_of(StorageType type) {
  switch (type) {
    case StorageType::f64:
    case StorageType::f32:
    case StorageType::c64:
      return "fp32";
    case StorageType::bf16:
      return "bf16";
    case StorageType::f8_e4m3:
    case StorageType::f8_e5m2:
      return "fp8";
    case StorageType::f4:
      return "mxfp4";
    case StorageType::i8:
    case StorageType::u8:
      return "int8";
    default:
      return "fp16";
  }
}

std::string precision_id_of(const Recipe& recipe) {
  return std::visit(NearestPrecision{}, recipe);
}

WeightFormat native_format(const Model& model) {
  WeightFormat format;
  format.precision = find_precision(model.native_precision);
  if (model.stored == nullptr && model.layout != nullptr) {
    format.recipe = model.layout->published;
  }
  return format;
}

WeightFormat format_in(const Model& model, const Precision& precision, bool imatrix) {
  RecipeOptions options;
  options.imatrix = imatrix;
  options.rest = unquantised_type(model);
  return {precision, recipe_of(precision, options)};
}

StoredModel stored_in(const Model& model, const WeightFormat& format) {
  if (!format.recipe) {
    return store_as_is(*model.stored);
  }
  if (model.layout == nullptr) {
    throw Error(ErrorKind::unsupported, {MessageId::error_tensors_unknown, {{"name", model.name}}},
                Text{MessageId::hint_tensors_unknown, {}});
  }
  return store(model.layout->inventory, model.layout->architecture, *format.recipe);
}

}  // namespace vramcalc::model
