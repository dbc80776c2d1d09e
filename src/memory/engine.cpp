#include <vramcalc/memory/engine.h>

namespace vramcalc::memory {
namespace {

struct EngineId {
  std::string_view operator()(const Generic& /*engine*/) const { return "generic"; }
  std::string_view operator()(const LlamaCpp& /*engine*/) const { return "llama.cpp"; }
  std::string_view operator()(const Vllm& /*engine*/) const { return "vllm"; }
  std::string_view operator()(const Sglang& /*engine*/) const { return "sglang"; }
  std::string_view operator()(const TensorRtLlm& /*engine*/) const { return "tensorrt-llm"; }
  std::string_view operator()(const Transformers& /*engine*/) const { return "transformers"; }
  std::string_view operator()(const ExllamaV3& /*engine*/) const { return "exllamav3"; }
  std::string_view operator()(const Mlx& /*engine*/) const { return "mlx"; }
};

// What was said of the cards that were asked about.
struct WithoutSplit {
  void operator()(LlamaCpp& engine) const { engine.tensor_split.clear(); }
  void operator()(Vllm& engine) const {
    engine.tensor_parallel_size.reset();
    engine.pipeline_parallel_size.reset();
  }
  void operator()(Sglang& engine) const { reset(engine); }
  void operator()(TensorRtLlm& engine) const { reset(engine); }
  void operator()(Generic& /*engine*/) const {}
  void operator()(Transformers& /*engine*/) const {}
  void operator()(ExllamaV3& /*engine*/) const {}
  void operator()(Mlx& /*engine*/) const {}

 private:
  template <typename Parallel>
  static void reset(Parallel& engine) {
    engine.tp_size.reset();
    engine.pp_size.reset();
  }
};

}  // namespace

std::string_view id_of(const Engine& engine) {
  return std::visit(EngineId{}, engine);
}

Engine on_other_cards(Engine engine) {
  std::visit(WithoutSplit{}, engine);
  return engine;
}

std::string_view id_of(LlamaCppBackend backend) {
  switch (backend) {
    case LlamaCppBackend::cuda:
      return "cuda";
    case LlamaCppBackend::vulkan:
      break;
  }
  return "vulkan";
}

std::string_view id_of(SplitMode mode) {
  switch (mode) {
    case SplitMode::none:
      return "none";
    case SplitMode::layer:
      return "layer";
    case SplitMode::row:
      return "row";
    case SplitMode::tensor:
      break;
  }
  return "tensor";
}

std::string_view id_of(LlamaCppProgram program) {
  switch (program) {
    case LlamaCppProgram::server:
      return "llama-server";
    case LlamaCppProgram::cli:
      return "llama-cli";
    case LlamaCppProgram::ollama:
      break;
  }
  return "ollama";
}

std::string_view id_of(AttentionImplementation implementation) {
  switch (implementation) {
    case AttentionImplementation::eager:
      return "eager";
    case AttentionImplementation::sdpa:
      return "sdpa";
    case AttentionImplementation::flash_attention_2:
      break;
  }
  return "flash_attention_2";
}

}  // namespace vramcalc::memory
