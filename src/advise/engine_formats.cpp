#include "advise/engine_formats.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <vramcalc/core/error.h>

#include "memory/weights/counted_weights.h"

namespace vramcalc::advise {
namespace {

using memory::Question;

bool asks_for_imatrix(const model::WeightFormat& format) {
  const auto* gguf = format.recipe ? std::get_if<model::GgufRecipe>(&*format.recipe) : nullptr;
  return gguf != nullptr && gguf->imatrix;
}

// The types of GGUF files, a file that is one as it is, and of the 16- and 32-bit types those in
// which the model is published: more bits than it was trained with give nothing.
std::vector<model::WeightFormat> gguf_formats(const Question& question) {
  const model::Model& model = question.model;
  model::RecipeOptions options;
  options.imatrix = asks_for_imatrix(question.format);
  options.gguf_types = true;
  const bool is_16_bit = model.native_precision == "fp16" || model.native_precision == "fp32";
  std::vector<model::WeightFormat> formats;
  if (model.source == model::ModelSource::gguf) {
    formats.push_back(model::native_format(model));
  }
  for (const model::Precision& precision : model::precisions()) {
    const bool plain =
        precision.id == model.native_precision && model::is_unquantised(precision.id);
    const bool usual_16_bit = precision.id == (is_16_bit ? "fp16" : "bf16");
    if (precision.family == model::PrecisionFamily::gguf || plain || usual_16_bit) {
      formats.push_back({precision, model::recipe_of(precision, options)});
    }
  }
  return formats;
}

// What servers and transformers run of the formats that are no file of llama.cpp's.
std::vector<model::WeightFormat> hub_formats(const Question& question,
                                             std::initializer_list<std::string_view> names) {
  std::vector<model::WeightFormat> formats{model::native_format(question.model)};
  for (const std::string_view name : names) {
    formats.push_back(model::format_in(question.model, model::find_precision(name), false));
  }
  return formats;
}

// In which formats each engine runs a model, as far as they can be told apart by their size.
struct FormatsOf {
  const Question& question;

  std::vector<model::WeightFormat> operator()(const memory::LlamaCpp& /*engine*/) const {
    return gguf_formats(question);
  }
  std::vector<model::WeightFormat> operator()(const memory::Vllm& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::Sglang& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::TensorRtLlm& /*engine*/) const {
    return of_servers();
  }
  std::vector<model::WeightFormat> operator()(const memory::Transformers& /*engine*/) const {
    return hub_formats(question, {"bf16", "int8", "nf4"});
  }
  std::vector<model::WeightFormat> operator()(const memory::ExllamaV3& /*engine*/) const {
    return hub_formats(question, {"exl3:8", "exl3:6", "exl3:5", "exl3:4", "exl3:3", "exl3:2.5"});
  }
  // No format of its own has a name here.
  std::vector<model::WeightFormat> operator()(const memory::Mlx& /*engine*/) const { return {}; }
  std::vector<model::WeightFormat> operator()(const memory::Generic& /*engine*/) const {
    return hub_formats(question, {"bf16", "fp8", "int4"});
  }

 private:
  [[nodiscard]] std::vector<model::WeightFormat> of_servers() const {
    return hub_formats(question, {"bf16", "fp8", "awq"});
  }
};

}  // namespace

std::vector<Question> in_formats_of_engine(const Question& question) {
  std::vector<std::pair<Bytes, Question>> sizes;
  for (model::WeightFormat& format : std::visit(FormatsOf{question}, question.engine)) {
    try {
      Question other = question;
      other.format = std::move(format);
      other = memory::prepared(std::move(other));
      const Bytes bytes = language_bytes(other);
      sizes.emplace_back(bytes, std::move(other));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::unsupported) {
        throw;
      }
    }
  }
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](const auto& a, const auto& b) { return b.first < a.first; });
  std::vector<Question> questions;
  for (auto& [bytes, other] : sizes) {
    questions.push_back(std::move(other));
  }
  return questions;
}

Bytes language_bytes(const Question& question) {
  return memory::weights_of(question)->stored().language_bytes();
}

}  // namespace vramcalc::advise
