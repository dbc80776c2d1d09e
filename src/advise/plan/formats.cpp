#include "advise/plan/formats.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "advise/engine_formats.h"

namespace vramcalc::advise {
namespace {

using Names = std::vector<std::string_view>;

// Below Q4_K_M answers get worse faster than files get smaller
// (https://github.com/ggml-org/llama.cpp, tools/quantize/README.md).
constexpr std::array<std::string_view, 7> gguf_types{"fp32", "bf16",   "fp16",  "q8_0",
                                                     "q6_k", "q5_k_m", "q4_k_m"};

// A file of 8 bits for weights of 8 bits has their scales on top.
constexpr std::uint64_t most_of_published_percent = 110;

// Another format has to be worth the loss.
constexpr std::uint64_t most_of_other_percent = 90;

bool is_worth_it(const memory::Question& question, const model::WeightFormat& format, Bytes size,
                 Bytes published) {
  if (!std::holds_alternative<memory::LlamaCpp>(question.engine)) {
    const bool is_published = format.precision.id == question.model.native_precision;
    return is_published || (format.precision.bits_per_weight() >= 4 &&
                            size <= share_of(published * most_of_other_percent, 100));
  }
  // Weights that are published in MXFP4 stay so.
  if (question.model.native_precision == "mxfp4") {
    return format.precision.id == "mxfp4_moe";
  }
  return std::find(gguf_types.begin(), gguf_types.end(), format.precision.id) != gguf_types.end();
}

memory::Question in_format(memory::Question question, model::WeightFormat format) {
  question.format = std::move(format);
  return memory::prepared(std::move(question));
}

// Of a bare size: what the engine's people usually run.
struct UsualNames {
  Names operator()(const memory::LlamaCpp& /*engine*/) const {
    return {"fp16", "q8_0", "q6_k", "q5_k_m", "q4_k_m"};
  }
  Names operator()(const memory::Vllm& /*engine*/) const { return {"fp16", "fp8", "awq"}; }
  Names operator()(const memory::Sglang& /*engine*/) const { return {"fp16", "fp8", "awq"}; }
  Names operator()(const memory::TensorRtLlm& /*engine*/) const { return {"fp16", "fp8", "awq"}; }
  Names operator()(const memory::Transformers& /*engine*/) const { return {"fp16", "int8", "nf4"}; }
  Names operator()(const memory::ExllamaV3& /*engine*/) const {
    return {"exl3:8", "exl3:6", "exl3:5", "exl3:4"};
  }
  Names operator()(const memory::Mlx& /*engine*/) const { return {"fp16", "int8", "int4"}; }
  Names operator()(const memory::Generic& /*engine*/) const { return {"fp16", "int8", "int4"}; }
};

std::vector<memory::Question> in_usual_formats(const memory::Question& question) {
  std::vector<memory::Question> questions;
  for (const std::string_view name : std::visit(UsualNames{}, question.engine)) {
    questions.push_back(
        in_format(question, model::format_in(question.model, model::find_precision(name), false)));
  }
  return questions;
}

}  // namespace

std::vector<memory::Question> in_formats_to_try(const memory::Question& question) {
  const model::Model& model = question.model;
  if (!model.has_layers()) {
    return model.has_tensors() ? std::vector{question} : in_usual_formats(question);
  }
  if (model.source == model::ModelSource::gguf) {
    return {question};
  }
  const Bytes published = language_bytes(in_format(question, model::native_format(model)));
  std::vector<memory::Question> questions;
  for (memory::Question& other : in_formats_of_engine(question)) {
    const Bytes most = share_of(published * most_of_published_percent, 100);
    const Bytes size = language_bytes(other);
    if (size <= most && is_worth_it(question, other.format, size, published)) {
      questions.push_back(std::move(other));
    }
  }
  if (questions.empty()) {
    questions.push_back(question);
  }
  return questions;
}

}  // namespace vramcalc::advise
