// The programs that `--engine` names, and what each does unless it is told otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/memory/llama_cpp.h>

namespace vramcalc::cli {

enum class EngineKind : std::uint8_t {
  llama_cpp,
  vllm,
  sglang,
  tensorrt_llm,
  transformers,
  exllamav3,
  mlx,
};

/// A program that `--engine` names. Those that run llama.cpp's library estimate by its rules, with
/// defaults of their own.
struct EngineProgram {
  std::string_view name;
  EngineKind kind = EngineKind::llama_cpp;
  memory::LlamaCppProgram program{};  // of llama.cpp's library, as what follows
  std::uint64_t context_tokens = 0;   // its own default; 0: the model's maximum, 8192 at most
  std::uint64_t batch_size = 0;
  std::uint64_t cache_ram_mib = 0;
  std::uint64_t context_checkpoints = 0;
};

/// llama.cpp itself, which stands for its server.
[[nodiscard]] const EngineProgram& llama_cpp_program();

/// `--engine all`: every engine beside the others.
inline constexpr std::string_view all_engines = "all";

/// Null for "generic"; throws Error(usage) that lists the names.
[[nodiscard]] const EngineProgram* find_engine_program(const std::string& name);

/// One program of every kind, llama.cpp first.
[[nodiscard]] std::vector<const EngineProgram*> compared_programs();

}  // namespace vramcalc::cli
