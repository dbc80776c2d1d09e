// llama.cpp's own options, by llama.cpp's names.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/llama_cpp.h>

#include "cli/catalogues.h"
#include "cli/engine_programs.h"

namespace vramcalc::cli {

/// The values of --override-tensor: "PATTERN=BUFFER,PATTERN=BUFFER". Throws Error(usage) for what
/// is none.
[[nodiscard]] std::vector<memory::TensorOverride> parse_override_tensor(
    const std::vector<std::string>& values);

struct LlamaCppOptions {
  std::string batch_size;
  std::string ubatch_size;
  std::string flash_attn;
  std::string gpu_layers;
  std::string tensor_split;
  std::string split_mode;
  std::string n_cpu_moe;
  bool cpu_moe = false;
  std::vector<std::string> override_tensor;
  bool no_kv_offload = false;
  std::string kv_unified;
  std::string spec_type;
  std::string spec_draft_n_max;
  bool swa_full = false;
  std::string backend;
  std::string mmproj;
  std::vector<std::string> lora;
  std::string model_draft;
  std::string cache_ram;
  std::string ctx_checkpoints;
  std::string engine_build;

  void add_to(CLI::App& app);

  /// The first that was given, as it is spelt; empty where none was.
  [[nodiscard]] std::string first_given() const;

  /// Reads the files that are named. Warnings of theirs are added.
  [[nodiscard]] memory::LlamaCpp resolve(const model::Model& model, const EngineProgram& program,
                                         const Catalogues& catalogues,
                                         std::vector<Assumption>& assumptions,
                                         std::vector<Text>& warnings) const;

 private:
  void set_sizes(memory::LlamaCpp& engine) const;
  void set_placement(memory::LlamaCpp& engine, const model::Model& model) const;
  void set_cache(memory::LlamaCpp& engine) const;
};

}  // namespace vramcalc::cli
