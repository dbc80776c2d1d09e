#include "advise/speed/pace.h"

#include <algorithm>
#include <variant>

namespace vramcalc::advise {
namespace {

using hardware::Vendor;

// Cards differ by the kind of their memory: caches and controllers are made for it.
enum class MemoryKind : std::uint8_t { graphics, stacked, apple, shared };

MemoryKind kind_of(const hardware::Gpu& gpu) {
  if (gpu.vendor == Vendor::apple) {
    return MemoryKind::apple;
  }
  if (gpu.memory_type.starts_with("HBM")) {
    return MemoryKind::stacked;
  }
  return gpu.unified_memory || gpu.memory_type.starts_with("LPDDR") ? MemoryKind::shared
                                                                    : MemoryKind::graphics;
}

bool is_quantised(const model::WeightFormat& format) {
  return format.precision.bytes_per_parameter < Ratio{2, 1};
}

// Cards of other makers: fewer measurements, kernels that reach less. RX 7900 XTX, ROCm and Vulkan:
// 0.46 to 0.59 of the bandwidth with 4-bit weights (benchmark rows of localmaxxing.com, builds
// b8639 to b9870).
void lessen_for_vendor(Pace& pace, const hardware::Gpu& gpu) {
  if (gpu.vendor == Vendor::amd || gpu.vendor == Vendor::intel || gpu.vendor == Vendor::other) {
    pace.weights *= 0.7;
    pace.arithmetic *= 0.7;
    pace.spread = 1.5;
    pace.is_calibrated = gpu.vendor == Vendor::amd;
  }
}

// https://github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference (Llama 3 8B and 70B, 16 bits and
// Q4_K_M, 1 to 6 cards), https://github.com/geerlingguy/ai-benchmarks (Ollama, 3B to 70B).
Pace of_llama_cpp(const memory::Question& question, const hardware::Gpu& gpu) {
  const bool quantised = is_quantised(question.format);
  Pace pace;
  pace.arithmetic = quantised ? 0.35 : 0.42;
  switch (kind_of(gpu)) {
    case MemoryKind::graphics:
      pace.weights = quantised ? 0.85 : 0.9;
      pace.cache = 0.27;
      pace.layer_seconds = 65e-6;
      break;
    case MemoryKind::stacked:
      pace.weights = quantised ? 0.6 : 0.55;
      pace.cache = 0.18;
      pace.layer_seconds = 85e-6;
      break;
    case MemoryKind::apple:
      pace.weights = quantised ? 0.5 : 0.75;
      pace.cache = 0.15;
      pace.layer_seconds = 90e-6;
      break;
    case MemoryKind::shared:
      pace.weights = 0.75;
      pace.cache = 0.3;
      pace.layer_seconds = 30e-6;
      break;
  }
  pace.spread = 1.27;
  lessen_for_vendor(pace, gpu);
  return pace;
}

// https://github.com/QwenLM/Qwen3 docs/source/benchmark/speed_benchmark.rst: vLLM 0.6.3 on A100,
// 0.5B to 72B, 16, 8 and 4 bits, 1 to 129 024 tokens before.
Pace of_server(const memory::Question& question, const hardware::Gpu& gpu, bool is_eager) {
  const bool quantised = is_quantised(question.format);
  Pace pace;
  pace.weights = quantised ? 0.75 : 0.78;
  pace.cache = 0.3;
  pace.layer_seconds = quantised ? 85e-6 : 60e-6;
  pace.step_seconds = 1.1e-3;
  // Without captured graphs: https://github.com/mlc-ai/llm-perf-bench, vLLM of 2023 on A10G and
  // A100.
  pace.launch_seconds = is_eager ? 0.55e-3 : 0;
  pace.arithmetic = 0.5;
  pace.spread = 1.3;
  lessen_for_vendor(pace, gpu);
  return pace;
}

// Kernels of PyTorch's own, of GPTQ and AWQ from the same tables; LLM.int8 takes several more a
// matrix, which comes to 3 ms (https://huggingface.co/blog/hf-bitsandbytes-integration, "Is it
// faster than native models?").
double launch_of_transformers(const model::WeightFormat& format) {
  if (format.recipe) {
    if (const auto* bits = std::get_if<model::BitsAndBytesRecipe>(&*format.recipe)) {
      return bits->bits == 8 ? 3.0e-3 : 1.3e-3;
    }
  }
  if (!is_quantised(format)) {
    return 0.88e-3;
  }
  return format.precision.id == "gptq" ? 0.84e-3 : 1.1e-3;
}

// Keys and values are copied for every query head of their group (repeat_kv,
// https://github.com/huggingface/transformers src/transformers/integrations/sdpa_attention.py), the
// cache besides at every token (torch.cat, src/transformers/cache_utils.py).
double copies_of_transformers(const model::Model& model) {
  constexpr double copies_a_head = 7;
  if (!model.has_layers()) {
    return copies_a_head;
  }
  const model::Architecture& architecture = model.layout->architecture;
  const auto kv_heads = static_cast<double>(std::max<std::uint64_t>(architecture.kv_heads, 1));
  return copies_a_head * std::max(static_cast<double>(architecture.heads) / kv_heads, 1.0);
}

Pace of_transformers(const memory::Question& question, const hardware::Gpu& gpu) {
  const bool quantised = is_quantised(question.format);
  Pace pace;
  pace.weights = quantised ? 0.3 : 0.67;
  pace.cache = 1;
  pace.cache_copies = copies_of_transformers(question.model);
  pace.launch_seconds = launch_of_transformers(question.format);
  pace.arithmetic = 0.4;
  pace.spread = 1.3;
  lessen_for_vendor(pace, gpu);
  return pace;
}

// https://github.com/turboderp-org/exllamav2 README.md: RTX 3090 Ti, 1.1B to 70B, 2.5 to 5 bits.
Pace of_exllama(const hardware::Gpu& gpu) {
  Pace pace;
  pace.weights = 0.82;
  pace.cache = 0.4;
  pace.layer_seconds = 45e-6;
  pace.arithmetic = 0.45;
  pace.spread = 1.3;
  lessen_for_vendor(pace, gpu);
  pace.is_calibrated = pace.is_calibrated && kind_of(gpu) == MemoryKind::graphics;
  return pace;
}

// MLX beside llama.cpp on the same Apple chips: some faster.
Pace of_mlx(const memory::Question& question, const hardware::Gpu& gpu) {
  Pace pace = of_llama_cpp(question, gpu);
  pace.weights = 0.75;
  pace.spread = 1.4;
  pace.is_calibrated = false;
  return pace;
}

// Compiled graphs: https://github.com/pytorch-labs/gpt-fast README.md (A100, 1 to 8 cards, dense
// and mixture of experts) and https://github.com/mlc-ai/llm-perf-bench (MLC, A10G and A100).
Pace of_generic(const memory::Question& question, const hardware::Gpu& gpu) {
  const bool quantised = is_quantised(question.format);
  Pace pace;
  pace.weights = 0.8;
  pace.cache = 0.3;
  pace.layer_seconds = quantised ? 70e-6 : 45e-6;
  pace.arithmetic = 0.4;
  pace.spread = 1.35;
  lessen_for_vendor(pace, gpu);
  return pace;
}

struct PaceOfEngine {
  const memory::Question& question;
  const hardware::Gpu& gpu;

  Pace operator()(const memory::Generic&) const { return of_generic(question, gpu); }
  Pace operator()(const memory::LlamaCpp&) const { return of_llama_cpp(question, gpu); }
  Pace operator()(const memory::Vllm& engine) const {
    return of_server(question, gpu, engine.enforce_eager);
  }
  Pace operator()(const memory::Sglang& engine) const {
    Pace pace = of_server(question, gpu, engine.disable_cuda_graph);
    pace.is_calibrated = false;
    return pace;
  }
  Pace operator()(const memory::TensorRtLlm&) const {
    Pace pace = of_server(question, gpu, false);
    pace.is_calibrated = false;
    return pace;
  }
  Pace operator()(const memory::Transformers&) const { return of_transformers(question, gpu); }
  Pace operator()(const memory::ExllamaV3&) const { return of_exllama(gpu); }
  Pace operator()(const memory::Mlx&) const { return of_mlx(question, gpu); }
};

}  // namespace

Pace pace_of(const memory::Question& question, const hardware::Gpu& gpu) {
  return std::visit(PaceOfEngine{question, gpu}, question.engine);
}

}  // namespace vramcalc::advise
