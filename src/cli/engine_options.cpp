#include "cli/engine_options.h"

#include <algorithm>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

#include "cli/options.h"
#include "cli/weight_formats.h"

namespace vramcalc::cli {
namespace {

// The 16- and 32-bit names are GGUF types too, but everybody else's as well.
bool is_gguf_type(const model::Precision& precision, const model::Model& model) {
  return precision.family == model::PrecisionFamily::gguf ||
         (model.source == model::ModelSource::gguf && may_be_gguf_type(precision));
}

bool suits_llama_cpp(const model::Model& model, std::span<const model::Precision> precisions) {
  if (!model.has_layers()) {
    return false;
  }
  return precisions.empty() ? model.source == model::ModelSource::gguf
                            : std::all_of(precisions.begin(), precisions.end(),
                                          [&](const model::Precision& precision) {
                                            return is_gguf_type(precision, model);
                                          });
}

}  // namespace

void EngineOptions::add_to(CLI::App& app) {
  add_common_to(app);
  add_engines_to(app);
}

void EngineOptions::add_common_to(CLI::App& app) {
  add_option(app, "--engine", engine, MessageId::option_engine, "NAME", MessageId::group_engine);
  workload_options.add_to(app);
  add_option(app, "--reserve", reserve, MessageId::option_reserve, "SIZE", MessageId::group_engine);
}

void EngineOptions::add_engines_to(CLI::App& app) {
  llama_cpp.add_to(app);
  vllm.add_to(app);
  sglang.add_to(app);
  tensorrt_llm.add_to(app);
  transformers.add_to(app);
  exllamav3.add_to(app);
  mlx.add_to(app);
}

void EngineOptions::reset() {
  engine.clear();
  reserve.clear();
  workload_options = {};
  llama_cpp = {};
  vllm.reset();
  sglang.reset();
  tensorrt_llm.reset();
  transformers.reset();
  exllamav3.reset();
  mlx.reset();
  is_shared = false;
}

std::string EngineOptions::first_option_of(EngineKind kind) const {
  switch (kind) {
    case EngineKind::llama_cpp:
      return llama_cpp.first_given();
    case EngineKind::vllm:
      return vllm.first_given();
    case EngineKind::sglang:
      return sglang.first_given();
    case EngineKind::tensorrt_llm:
      return tensorrt_llm.first_given();
    case EngineKind::transformers:
      return transformers.first_given();
    case EngineKind::exllamav3:
      return exllamav3.first_given();
    case EngineKind::mlx:
      break;
  }
  return mlx.first_given();
}

void EngineOptions::refuse_foreign_options(const EngineProgram* program) const {
  if (is_shared) {
    return;  // refuse_options_beside() sees all of the engines
  }
  std::vector<std::string_view> own;
  for (const EngineProgram* other : compared_programs()) {
    if (program != nullptr && program->kind == other->kind) {
      own.push_back(other->name);
    }
  }
  refuse_options_beside(own);
}

void EngineOptions::refuse_options_beside(std::span<const std::string_view> engines) const {
  for (const EngineProgram* other : compared_programs()) {
    if (std::find(engines.begin(), engines.end(), other->name) != engines.end()) {
      continue;
    }
    if (const std::string option = first_option_of(other->kind); !option.empty()) {
      const std::string owner{other->name};
      throw Error(ErrorKind::usage,
                  {MessageId::error_option_of_engine, {{"option", option}, {"engine", owner}}},
                  Text{MessageId::hint_option_of_engine, {{"engine", owner}}});
    }
  }
}

// ExLlamaV3 and MLX keep caches in bits of their own.
void EngineOptions::refuse_cache_types(const EngineProgram& program) const {
  const bool in_bits = program.kind == EngineKind::exllamav3 || program.kind == EngineKind::mlx;
  const std::string given = workload_options.first_cache_type();
  if (in_bits && !given.empty()) {
    throw Error(
        ErrorKind::usage,
        {MessageId::error_cache_option, {{"engine", std::string{program.name}}, {"option", given}}},
        Text{MessageId::hint_cache_option,
             {{"option",
               std::string{program.kind == EngineKind::mlx ? "--kv-bits" : "--cache-mode"}}}});
  }
}

EngineChoice EngineOptions::choose(const model::Model& model, bool by_rule,
                                   std::span<const model::Precision> precisions,
                                   std::vector<Assumption>& assumptions) const {
  if (compares_all()) {
    return {};
  }
  if (!engine.empty()) {
    const EngineProgram* program = find_engine_program(engine);
    refuse_foreign_options(by_rule ? nullptr : program);
    return {by_rule ? nullptr : program};
  }
  if (by_rule || !suits_llama_cpp(model, precisions)) {
    refuse_foreign_options(nullptr);
    return {};
  }
  refuse_foreign_options(&llama_cpp_program());
  assumptions.push_back(
      {"engine", std::string{llama_cpp_program().name},
       model.source == model::ModelSource::gguf
           ? Text{MessageId::why_engine_of_file, {}}
           : Text{MessageId::why_engine_of_precision, {{"name", precisions.front().id}}}});
  return {&llama_cpp_program()};
}

memory::Engine EngineOptions::resolve(EngineChoice choice, const model::Model& model,
                                      std::optional<Ratio> overhead, const Catalogues& catalogues,
                                      std::vector<Assumption>& assumptions,
                                      std::vector<Text>& warnings) const {
  if (choice.program == nullptr) {
    return memory::Generic{overhead};
  }
  switch (choice.program->kind) {
    case EngineKind::llama_cpp:
      break;
    case EngineKind::vllm:
      return vllm.resolve(assumptions);
    case EngineKind::sglang:
      return sglang.resolve();
    case EngineKind::tensorrt_llm:
      return tensorrt_llm.resolve(assumptions);
    case EngineKind::transformers:
      return transformers.resolve(assumptions);
    case EngineKind::exllamav3:
      return exllamav3.resolve(assumptions);
    case EngineKind::mlx:
      return mlx.resolve(assumptions);
  }
  return llama_cpp.resolve(model, *choice.program, catalogues, assumptions, warnings);
}

memory::Workload EngineOptions::workload(EngineChoice choice, const model::Model& model,
                                         bool by_rule, std::optional<Bytes> cards,
                                         std::vector<Assumption>& assumptions,
                                         std::vector<Text>& warnings) const {
  if (choice.program != nullptr) {
    refuse_cache_types(*choice.program);
  }
  if (choice.program != nullptr || (model.has_layers() && !by_rule)) {
    return workload_options.resolve(model, choice.program, cards, assumptions, warnings);
  }
  std::string list;
  const std::vector<std::string> given = workload_options.given();
  for (const std::string& option : given) {
    list += (list.empty() ? "" : ", ") + option;
  }
  if (!given.empty()) {
    warnings.push_back({MessageId::warning_option_unused,
                        {{"list", list}, {"count", std::uint64_t{given.size()}}}});
  }
  // Read all the same, so that a mistake in them does not pass.
  std::vector<Assumption> ignored_assumptions;
  std::vector<Text> ignored_warnings;
  return workload_options.resolve(model, nullptr, cards, ignored_assumptions, ignored_warnings);
}

std::optional<Bytes> EngineOptions::resolve_reserve() const {
  return reserve.empty() ? std::nullopt : std::optional{parse_size(reserve)};
}

}  // namespace vramcalc::cli
