#include <vramcalc/memory/question.h>

#include <array>
#include <string>

#include "memory/generic.h"
#include "memory/llama_cpp/engine.h"

namespace vramcalc::memory {
namespace {

// No model comes near it, and sums of it with anything else stay far below 2^64.
constexpr std::array ample{
    GpuMemory{.visible = gibibyte * (std::uint64_t{1} << 20), .sm_count = 0}};

bool has_layers(const model::Model& model) {
  return model.layout != nullptr && !model.layout->architecture.layers.empty();
}

struct ByEngine {
  const Question& question;
  std::span<const GpuMemory> gpus;

  Estimate operator()(const Generic& options) const {
    return generic_estimate(question.model, question.format, options);
  }

  Estimate operator()(const LlamaCpp& options) const {
    if (has_layers(question.model)) {
      return llama_cpp::estimate(question, options, gpus);
    }
    Estimate estimate = generic_estimate(question.model, question.format, Generic{});
    estimate.warnings.push_back(
        {MessageId::warning_engine_by_rule, {{"engine", std::string{id_of(question.engine)}}}});
    return estimate;
  }
};

}  // namespace

std::span<const GpuMemory> ample_gpu() {
  return ample;
}

Estimate estimate(const Question& question, std::span<const GpuMemory> gpus) {
  return std::visit(ByEngine{question, gpus}, question.engine);
}

}  // namespace vramcalc::memory
