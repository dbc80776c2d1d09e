// What the model is asked to do: `--context`, `--parallel`, types of the cache.
#pragma once

#include <optional>
#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/workload.h>

#include "cli/engine_programs.h"

namespace vramcalc::cli {

struct WorkloadOptions {
  std::string context;
  std::string parallel;
  std::string cache_type_k;
  std::string cache_type_v;
  std::string kv_precision;
  std::string prompt_tokens;

  void add_to(CLI::App& app);

  /// The options that were given, as they are spelt.
  [[nodiscard]] std::vector<std::string> given() const;

  /// Of a prompt, where they were given.
  [[nodiscard]] std::optional<std::uint64_t> resolve_prompt() const;

  /// The first type of the cache that was given; empty where none was.
  [[nodiscard]] std::string first_cache_type() const;

  /// `program`: null for none in particular. `cards`: the memory of the rig that was named, which
  /// some programs go by.
  [[nodiscard]] memory::Workload resolve(const model::Model& model, const EngineProgram* program,
                                         std::optional<Bytes> cards,
                                         std::vector<Assumption>& assumptions,
                                         std::vector<Text>& warnings) const;
};

}  // namespace vramcalc::cli
