// How each engine is started; one file an engine.
#pragma once

#include <vramcalc/advise/launch.h>
#include <vramcalc/memory/engine.h>

namespace vramcalc::advise {

[[nodiscard]] Launch launch_llama_cpp(const EstimateAnswer& answer, const memory::LlamaCpp& engine);
[[nodiscard]] Launch launch_ollama(const EstimateAnswer& answer, const memory::LlamaCpp& engine);
[[nodiscard]] Launch launch_vllm(const EstimateAnswer& answer, const memory::Vllm& engine);
[[nodiscard]] Launch launch_sglang(const EstimateAnswer& answer, const memory::Sglang& engine);
[[nodiscard]] Launch launch_tensorrt_llm(const EstimateAnswer& answer,
                                         const memory::TensorRtLlm& engine);
[[nodiscard]] Launch launch_transformers(const EstimateAnswer& answer,
                                         const memory::Transformers& engine);
[[nodiscard]] Launch launch_exllamav3(const EstimateAnswer& answer,
                                      const memory::ExllamaV3& engine);
[[nodiscard]] Launch launch_mlx(const EstimateAnswer& answer, const memory::Mlx& engine);

}  // namespace vramcalc::advise
