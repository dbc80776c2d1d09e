#include "cli/weight_formats.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <vramcalc/core/error.h>

namespace vramcalc::cli {
namespace {

model::WeightFormat gguf_format(const model::Precision& precision, const ModelOptions& options,
                                const EngineProgram& program) {
  if (!may_be_gguf_type(precision)) {
    throw Error(ErrorKind::usage,
                {MessageId::error_not_gguf,
                 {{"engine", std::string{program.name}}, {"name", precision.id}}},
                Text{MessageId::hint_not_gguf, {}});
  }
  const model::RecipeOptions recipe{.imatrix = options.imatrix, .gguf_types = true};
  return {precision, model::recipe_of(precision, recipe)};
}

// What convert_hf_to_gguf.py writes: quantised weights become 16-bit ones, but MXFP4 stays
// (https://github.com/ggml-org/llama.cpp, convert_hf_to_gguf.py).
std::string converted_precision(const std::string& native) {
  const model::Precision precision = model::find_precision(native);
  if (precision.id == "mxfp4") {
    return "mxfp4_moe";
  }
  return may_be_gguf_type(precision) ? precision.id : "bf16";
}

void assume_precision(const model::Model& model, const std::string& precision,
                      std::vector<Assumption>& assumptions) {
  Text why{model.source == model::ModelSource::size ? MessageId::why_precision_of_size
                                                    : MessageId::why_precision_of_model,
           {}};
  if (precision != model.native_precision) {
    why = {MessageId::why_precision_of_conversion, {{"name", model.native_precision}}};
  }
  assumptions.push_back({"precision", precision, std::move(why)});
}

// MLX quantises in groups of 64 with a scale and a bias of 16 bits each, embeddings and head too:
// https://github.com/ml-explore/mlx-lm mlx_lm/utils.py, quantize_model
std::optional<model::Recipe> mlx_recipe(const model::Precision& precision) {
  if (precision.id != "int4" && precision.id != "int8") {
    return std::nullopt;
  }
  model::GroupedRecipe recipe;
  recipe.bits = precision.id == "int4" ? 4 : 8;
  recipe.group = 64;
  recipe.zero_bits = 16;
  recipe.embeddings_too = true;
  recipe.head_too = true;
  return recipe;
}

// GGUF files are llama.cpp's, EXL3 is ExLlamaV3's alone and all that it runs beside 16 bits
// (https://github.com/turboderp-org/exllamav3, README); MLX has its own integers and the
// microscaling formats (https://github.com/ml-explore/mlx, mlx.core.quantize).
bool runs(const EngineProgram& program, const model::Precision& precision) {
  const bool is_exl3 = precision.id.starts_with("exl3");
  switch (program.kind) {
    case EngineKind::llama_cpp:
      return may_be_gguf_type(precision);
    case EngineKind::exllamav3:
      return is_exl3 || model::is_unquantised(precision.id);
    case EngineKind::mlx:
      return model::is_unquantised(precision.id) || precision.id == "int4" ||
             precision.id == "int8" || precision.id == "mxfp4" || precision.id == "nvfp4";
    case EngineKind::tensorrt_llm:  // no bitsandbytes
      return precision.id != "nf4" && precision.family != model::PrecisionFamily::gguf &&
             precision.family != model::PrecisionFamily::exllama;
    default:
      return precision.family != model::PrecisionFamily::gguf &&
             precision.family != model::PrecisionFamily::exllama;
  }
}

void check_formats(const std::vector<model::Precision>& precisions, const EngineProgram& program) {
  for (const model::Precision& precision : precisions) {
    if (!runs(program, precision)) {
      throw Error(ErrorKind::usage,
                  {MessageId::error_format_of_engine,
                   {{"engine", std::string{program.name}}, {"name", precision.id}}},
                  Text{MessageId::hint_format_of_engine, {}});
    }
  }
}

model::WeightFormat format_for(const model::Model& model, const std::string& name,
                               const EngineProgram& program) {
  model::WeightFormat format = model::format_in(model, model::find_precision(name), false);
  if (program.kind == EngineKind::mlx) {
    if (std::optional<model::Recipe> recipe = mlx_recipe(format.precision)) {
      format.recipe = *std::move(recipe);
    }
  }
  return format;
}

// A file is run as it is. GGUF files are by vLLM and SGLang; transformers unpacks them, the others
// do not read them.
bool keeps_file(const EngineProgram& program, const model::Model& model) {
  const bool is_foreign = model.source == model::ModelSource::gguf && model.layout != nullptr &&
                          program.kind != EngineKind::vllm && program.kind != EngineKind::sglang;
  return model.stored != nullptr && !is_foreign;
}

// As it is published, or in the engine's own precision of about as many bits.
model::WeightFormat published_format(const model::Model& model, const EngineProgram* program,
                                     std::vector<Assumption>& assumptions) {
  const model::Precision native = model::find_precision(model.native_precision);
  if (program == nullptr || keeps_file(*program, model) || runs(*program, native)) {
    model::WeightFormat format = model::native_format(model);
    assume_precision(model, format.precision.id, assumptions);
    return format;
  }
  const std::string name = counterpart_precision(native, *program);
  assumptions.push_back({"precision",
                         name,
                         {MessageId::why_precision_of_engine,
                          {{"engine", std::string{program->name}}, {"name", native.id}}}});
  return format_for(model, name, *program);
}

// `--precision all`: the formats that are no GGUF type are simply not meant.
std::vector<model::WeightFormat> all_gguf_formats(std::vector<model::WeightFormat> formats,
                                                  const ModelOptions& options,
                                                  const EngineProgram& program) {
  std::erase_if(formats, [](const model::WeightFormat& format) {
    return !may_be_gguf_type(format.precision);
  });
  for (model::WeightFormat& format : formats) {
    format = gguf_format(format.precision, options, program);
  }
  return formats;
}

}  // namespace

bool may_be_gguf_type(const model::Precision& precision) {
  return precision.family == model::PrecisionFamily::gguf || model::is_unquantised(precision.id);
}

std::vector<model::WeightFormat> wanted_formats(const ModelOptions& options,
                                                const model::Model& model,
                                                const EngineProgram* program,
                                                std::vector<Assumption>& assumptions,
                                                std::vector<Text>& warnings) {
  const bool any_named = !options.precision.empty();
  const bool is_llama_cpp = program != nullptr && program->kind == EngineKind::llama_cpp;
  if (program != nullptr && !is_llama_cpp) {
    check_formats(options.named_precisions(), *program);
  }
  if (!is_llama_cpp || (!any_named && model.source == model::ModelSource::gguf)) {
    std::vector<model::WeightFormat> formats = options.named_formats(model, warnings);
    if (program != nullptr && program->kind == EngineKind::mlx) {
      for (model::WeightFormat& format : formats) {
        format = format_for(model, format.precision.id, *program);
      }
    }
    if (formats.empty()) {
      formats.push_back(published_format(model, program, assumptions));
    }
    return formats;
  }
  if (!any_named) {
    const std::string name = converted_precision(model.native_precision);
    assume_precision(model, name, assumptions);
    return {gguf_format(model::find_precision(name), options, *program)};
  }
  const std::vector<model::Precision> named = options.named_precisions();
  if (named.empty()) {
    return all_gguf_formats(options.named_formats(model, warnings), options, *program);
  }
  std::vector<model::WeightFormat> formats;
  for (const model::Precision& precision : named) {
    formats.push_back(gguf_format(precision, options, *program));
  }
  return formats;
}

std::string counterpart_precision(const model::Precision& precision, const EngineProgram& program) {
  constexpr double least_of_16 = 12;
  constexpr double least_of_8 = 7;
  const bool is_gguf = precision.family == model::PrecisionFamily::gguf;
  const bool is_exllama = precision.family == model::PrecisionFamily::exllama;
  const double bits = precision.bits_per_weight();
  const bool is_16 = bits >= least_of_16;
  const bool is_8 = !is_16 && bits >= least_of_8;
  const auto by_width = [&](const char* eight, const char* four) -> std::string {
    return is_16 ? "bf16" : is_8 ? eight : four;
  };
  switch (program.kind) {
    case EngineKind::llama_cpp:
      if (precision.id == "mxfp4") {
        return "mxfp4_moe";  // what a conversion keeps
      }
      return may_be_gguf_type(precision) ? precision.id : by_width("q8_0", "q4_k_m");
    case EngineKind::vllm:
    case EngineKind::sglang:
    case EngineKind::tensorrt_llm:
      return runs(program, precision) ? precision.id : by_width("fp8", "awq");
    case EngineKind::transformers:
      return is_gguf || is_exllama ? by_width("int8", "nf4") : precision.id;
    case EngineKind::exllamav3:
      return runs(program, precision) ? precision.id : by_width("exl3:8", "exl3:4");
    case EngineKind::mlx:
      break;
  }
  return runs(program, precision) ? precision.id : by_width("int8", "int4");
}

}  // namespace vramcalc::cli
