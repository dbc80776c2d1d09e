// The programs that `--engine` names, and what each does unless it is told otherwise.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/memory/llama_cpp.h>

namespace vramcalc::cli {

/// A program that runs llama.cpp's library. All of them estimate by the engine "llama.cpp".
struct EngineProgram {
  std::string_view name;
  memory::LlamaCppProgram program{};
  std::uint64_t context_tokens = 0;  // its own default; 0: the model's maximum, 8192 at most
  std::uint64_t batch_size = 0;
  std::uint64_t cache_ram_mib = 0;
  std::uint64_t context_checkpoints = 0;
};

/// llama.cpp itself, which stands for its server.
[[nodiscard]] const EngineProgram& llama_cpp_program();

/// Null for "generic"; throws Error(usage) that lists the names.
[[nodiscard]] const EngineProgram* find_engine_program(const std::string& name);

}  // namespace vramcalc::cli
