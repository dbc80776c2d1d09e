#include "cli/weight_formats.h"

#include <algorithm>

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
  return precision.family == model::PrecisionFamily::gguf || precision.id == "fp16" ||
         precision.id == "bf16" || precision.id == "fp32";
}

std::vector<model::WeightFormat> wanted_formats(const ModelOptions& options,
                                                const model::Model& model,
                                                const EngineProgram* program,
                                                std::vector<Assumption>& assumptions,
                                                std::vector<Text>& warnings) {
  const bool any_named = !options.precision.empty();
  if (program == nullptr || (!any_named && model.source == model::ModelSource::gguf)) {
    std::vector<model::WeightFormat> formats = options.named_formats(model, warnings);
    if (formats.empty()) {
      formats.push_back(model::native_format(model));
      assume_precision(model, formats.front().precision.id, assumptions);
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

}  // namespace vramcalc::cli
