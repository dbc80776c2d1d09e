#include <vramcalc/memory/engine.h>

namespace vramcalc::memory {
namespace {

struct EngineId {
  std::string_view operator()(const Generic& /*engine*/) const { return "generic"; }
  std::string_view operator()(const LlamaCpp& /*engine*/) const { return "llama.cpp"; }
};

}  // namespace

std::string_view id_of(const Engine& engine) {
  return std::visit(EngineId{}, engine);
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

}  // namespace vramcalc::memory
