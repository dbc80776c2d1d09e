#include <vramcalc/memory/question.h>

#include <algorithm>
#include <array>
#include <string>

#include <vramcalc/core/error.h>

#include "memory/engines/exllamav3.h"
#include "memory/engines/generic.h"
#include "memory/engines/mlx.h"
#include "memory/engines/sglang.h"
#include "memory/engines/tensorrt_llm.h"
#include "memory/engines/transformers.h"
#include "memory/engines/vllm.h"
#include "memory/llama_cpp/engine.h"

namespace vramcalc::memory {
namespace {

// No model comes near it, and sums of it with anything else stay far below 2^64.
constexpr std::array ample{
    GpuMemory{.visible = gibibyte * (std::uint64_t{1} << 20), .sm_count = 0}};

// Where each engine runs: the installation pages of their repositories. vLLM and SGLang on NVIDIA,
// AMD and Intel; TensorRT-LLM and ExLlamaV3 on NVIDIA alone; MLX on Apple silicon and CUDA.
struct RunsOn {
  GpuMaker maker;

  bool operator()(const Generic& /*engine*/) const { return true; }
  bool operator()(const LlamaCpp& /*engine*/) const { return true; }
  bool operator()(const Vllm& /*engine*/) const { return maker != GpuMaker::apple; }
  bool operator()(const Sglang& /*engine*/) const { return maker != GpuMaker::apple; }
  bool operator()(const TensorRtLlm& /*engine*/) const { return maker == GpuMaker::nvidia; }
  bool operator()(const Transformers& /*engine*/) const { return true; }
  bool operator()(const ExllamaV3& /*engine*/) const { return maker == GpuMaker::nvidia; }
  bool operator()(const Mlx& /*engine*/) const {
    return maker == GpuMaker::apple || maker == GpuMaker::nvidia;
  }
};

void check_makers(const Engine& engine, std::span<const GpuMemory> gpus) {
  for (const GpuMemory& gpu : gpus) {
    if (!runs_on(engine, gpu.maker)) {
      throw Error(ErrorKind::unsupported,
                  {MessageId::error_engine_on_gpu, {{"engine", std::string{id_of(engine)}}}},
                  Text{MessageId::hint_engine_on_gpu, {}});
    }
  }
}

struct ByEngine {
  const Question& question;
  std::span<const GpuMemory> gpus;

  Estimate operator()(const Generic& options) const {
    return generic_estimate(question, options, gpus);
  }
  Estimate operator()(const LlamaCpp& options) const {
    return llama_cpp::estimate(question, options, gpus);
  }
  Estimate operator()(const Vllm& options) const { return vllm_estimate(question, options, gpus); }
  Estimate operator()(const Sglang& options) const {
    return sglang_estimate(question, options, gpus);
  }
  Estimate operator()(const TensorRtLlm& options) const {
    return tensorrt_llm_estimate(question, options, gpus);
  }
  Estimate operator()(const Transformers& options) const {
    return transformers_estimate(question, options, gpus);
  }
  Estimate operator()(const ExllamaV3& options) const {
    return exllamav3_estimate(question, options, gpus);
  }
  Estimate operator()(const Mlx& options) const { return mlx_estimate(question, options, gpus); }
};

}  // namespace

bool runs_on(const Engine& engine, GpuMaker maker) {
  return maker == GpuMaker::unknown || std::visit(RunsOn{maker}, engine);
}

std::span<const GpuMemory> ample_gpu() {
  return ample;
}

Bytes free_memory(const GpuMemory& gpu) {
  return gpu.visible - std::min(gpu.visible, gpu.taken);
}

std::vector<Bytes> free_memory(std::span<const GpuMemory> gpus) {
  std::vector<Bytes> free;
  Bytes all;
  for (const GpuMemory& gpu : gpus) {
    free.push_back(free_memory(gpu));
    all += free.back();
  }
  for (std::size_t i = 0; all == Bytes{} && i < gpus.size(); ++i) {
    free[i] = gpus[i].visible;
  }
  return free;
}

bool is_ample(const GpuMemory& gpu) {
  return gpu.visible >= ample.front().visible;
}

bool are_ample(std::span<const GpuMemory> gpus) {
  return is_ample(gpus.front());
}

Estimate estimate(const Question& question, std::span<const GpuMemory> gpus) {
  check_makers(question.engine, gpus);
  if (question.model.has_layers() || std::holds_alternative<Generic>(question.engine)) {
    return std::visit(ByEngine{question, gpus}, question.engine);
  }
  Estimate estimate = generic_estimate(question, Generic{}, gpus);
  estimate.warnings.push_back(
      {MessageId::warning_engine_by_rule, {{"engine", std::string{id_of(question.engine)}}}});
  return estimate;
}

}  // namespace vramcalc::memory
