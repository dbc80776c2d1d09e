#include "cli/engine_programs.h"

#include <algorithm>
#include <array>

#include "cli/options.h"

namespace vramcalc::cli {
namespace {

using memory::LlamaCppProgram;

// llama.cpp: https://github.com/ggml-org/llama.cpp tools/server/README.md (--batch-size,
// --cache-ram, --ctx-checkpoints); its llama-cli keeps one conversation and no other prompts.
constexpr std::uint64_t llama_cpp_batch = 2048;
constexpr std::uint64_t server_cache_mib = 8192;
constexpr std::uint64_t server_checkpoints = 32;

// Ollama: https://github.com/ollama/ollama api/types.go (DefaultOptions: NumBatch) and
// server/routes.go (defaultNumCtx, the least of three; workload_options.cpp has the others).
constexpr std::uint64_t ollama_batch = 512;
constexpr std::uint64_t ollama_context = 4096;

// LM Studio: what "Reset to Default" gives,
// https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2174
constexpr std::uint64_t lm_studio_context = 4096;

constexpr EngineProgram of_llama_cpp(std::string_view name, LlamaCppProgram program,
                                     std::uint64_t context, std::uint64_t batch,
                                     std::uint64_t cache_mib, std::uint64_t checkpoints) {
  return {name, EngineKind::llama_cpp, program, context, batch, cache_mib, checkpoints};
}

constexpr EngineProgram of(std::string_view name, EngineKind kind) {
  return {.name = name, .kind = kind};
}

constexpr std::array programs{
    of_llama_cpp("llama.cpp", LlamaCppProgram::server, 0, llama_cpp_batch, server_cache_mib,
                 server_checkpoints),
    of_llama_cpp("llama-server", LlamaCppProgram::server, 0, llama_cpp_batch, server_cache_mib,
                 server_checkpoints),
    of_llama_cpp("llama-cli", LlamaCppProgram::cli, 0, llama_cpp_batch, 0, 0),
    of_llama_cpp("ollama", LlamaCppProgram::ollama, ollama_context, ollama_batch, 0, 0),
    of_llama_cpp("lm-studio", LlamaCppProgram::cli, lm_studio_context, llama_cpp_batch, 0, 0),
    of("vllm", EngineKind::vllm),
    of("sglang", EngineKind::sglang),
    of("tensorrt-llm", EngineKind::tensorrt_llm),
    of("transformers", EngineKind::transformers),
    of("exllamav3", EngineKind::exllamav3),
    of("mlx", EngineKind::mlx),
};

}  // namespace

const EngineProgram& llama_cpp_program() {
  return programs.front();
}

const EngineProgram* find_engine_program(const std::string& name) {
  constexpr std::string_view generic = "generic";
  std::vector<std::string_view> names{generic};
  for (const EngineProgram& program : programs) {
    if (program.name == name) {
      return &program;
    }
    names.push_back(program.name);
  }
  names.push_back(all_engines);
  check_choice(name, "--engine", names);
  return nullptr;
}

std::vector<const EngineProgram*> compared_programs() {
  std::vector<const EngineProgram*> compared;
  for (const EngineProgram& program : programs) {
    if (compared.empty() || compared.back()->kind != program.kind) {
      compared.push_back(&program);
    }
  }
  return compared;
}

}  // namespace vramcalc::cli
