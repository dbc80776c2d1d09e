// Which engine runs the model, and how: `--engine` and what goes with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/workload.h>
#include <vramcalc/model/precision.h>

#include "cli/catalogues.h"
#include "cli/llama_cpp_options.h"
#include "cli/local_engine_options.h"
#include "cli/server_options.h"
#include "cli/workload_options.h"

namespace vramcalc::cli {

/// Null: no program in particular.
struct EngineChoice {
  const EngineProgram* program = nullptr;
};

struct EngineOptions {
  std::string engine;
  std::string reserve;
  WorkloadOptions workload_options;
  LlamaCppOptions llama_cpp;
  VllmOptions vllm;
  SglangOptions sglang;
  TensorRtLlmOptions tensorrt_llm;
  TransformersOptions transformers;
  ExllamaV3Options exllamav3;
  MlxOptions mlx;
  /// The options are those of several models, which other engines may run.
  bool is_shared = false;

  void add_to(CLI::App& app);
  /// What every engine has.
  void add_common_to(CLI::App& app);
  /// What is some engine's own: four fifths of the options, which most calls do without.
  void add_engines_to(CLI::App& app);

  /// As if none had been given.
  void reset();

  /// The engine named; else llama.cpp for a GGUF file and for precisions that are GGUF types,
  /// where the model's layers are known. Throws Error(usage) for options of another engine, with
  /// the engine whose they are.
  [[nodiscard]] EngineChoice choose(const model::Model& model, bool by_rule,
                                    std::span<const model::Precision> precisions,
                                    std::vector<Assumption>& assumptions) const;

  /// Throws Error(usage) for an option that is none of these engines', by the names of
  /// memory::id_of.
  void refuse_options_beside(std::span<const std::string_view> engines) const;

  /// Whether engines are to be set beside each other.
  [[nodiscard]] bool compares_all() const { return engine == all_engines; }

  /// `overhead`: where one was asked for, which no program has.
  [[nodiscard]] memory::Engine resolve(EngineChoice choice, const model::Model& model,
                                       std::optional<Ratio> overhead, const Catalogues& catalogues,
                                       std::vector<Assumption>& assumptions,
                                       std::vector<Text>& warnings) const;

  /// `by_rule`: everything beside the weights is a share of them. `cards`: the memory of the rig
  /// that was named.
  [[nodiscard]] memory::Workload workload(EngineChoice choice, const model::Model& model,
                                          bool by_rule, std::optional<Bytes> cards,
                                          std::vector<Assumption>& assumptions,
                                          std::vector<Text>& warnings) const;

  /// What must stay free on every card.
  [[nodiscard]] std::optional<Bytes> resolve_reserve() const;

 private:
  /// The first option given that is `kind`'s alone.
  [[nodiscard]] std::string first_option_of(EngineKind kind) const;
  void refuse_cache_types(const EngineProgram& program) const;
  void refuse_foreign_options(const EngineProgram* program) const;
};

}  // namespace vramcalc::cli
