#include <vramcalc/advise/launch.h>

#include "advise/launch/engines.h"

namespace vramcalc::advise {
namespace {

struct ByEngine {
  const EstimateAnswer& answer;

  // No program, nothing to start.
  Launch operator()(const memory::Generic& /*engine*/) const { return {}; }
  Launch operator()(const memory::LlamaCpp& engine) const {
    return engine.program == memory::LlamaCppProgram::ollama ? launch_ollama(answer, engine)
                                                             : launch_llama_cpp(answer, engine);
  }
  Launch operator()(const memory::Vllm& engine) const { return launch_vllm(answer, engine); }
  Launch operator()(const memory::Sglang& engine) const { return launch_sglang(answer, engine); }
  Launch operator()(const memory::TensorRtLlm& engine) const {
    return launch_tensorrt_llm(answer, engine);
  }
  Launch operator()(const memory::Transformers& engine) const {
    return launch_transformers(answer, engine);
  }
  Launch operator()(const memory::ExllamaV3& engine) const {
    return launch_exllamav3(answer, engine);
  }
  Launch operator()(const memory::Mlx& engine) const { return launch_mlx(answer, engine); }
};

}  // namespace

Launch launch(const EstimateAnswer& answer) {
  return std::visit(ByEngine{answer}, answer.engine);
}

}  // namespace vramcalc::advise
