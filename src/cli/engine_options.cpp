#include "cli/engine_options.h"

#include <algorithm>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

#include "cli/options.h"
#include "cli/weight_formats.h"

namespace vramcalc::cli {
namespace {

bool has_layers(const model::Model& model) {
  return model.layout != nullptr && !model.layout->architecture.layers.empty();
}

// The 16- and 32-bit names are GGUF types too, but everybody else's as well.
bool is_gguf_type(const model::Precision& precision, const model::Model& model) {
  return precision.family == model::PrecisionFamily::gguf ||
         (model.source == model::ModelSource::gguf && may_be_gguf_type(precision));
}

bool suits_llama_cpp(const model::Model& model, std::span<const model::Precision> precisions) {
  if (!has_layers(model)) {
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
  add_option(app, "--engine", engine, MessageId::option_engine, "NAME", MessageId::group_engine);
  workload_options.add_to(app);
  add_option(app, "--reserve", reserve, MessageId::option_reserve, "SIZE", MessageId::group_engine);
  llama_cpp.add_to(app);
}

void EngineOptions::refuse_foreign_options(const EngineProgram* program) const {
  const std::string option = llama_cpp.first_given();
  if (program == nullptr && !option.empty()) {
    const std::string owner{llama_cpp_program().name};
    throw Error(ErrorKind::usage,
                {MessageId::error_option_of_engine, {{"option", option}, {"engine", owner}}},
                Text{MessageId::hint_option_of_engine, {{"engine", owner}}});
  }
}

EngineChoice EngineOptions::choose(const model::Model& model, bool by_rule,
                                   std::span<const model::Precision> precisions,
                                   std::vector<Assumption>& assumptions) const {
  if (!engine.empty()) {
    const EngineProgram* program = find_engine_program(engine);
    refuse_foreign_options(program);
    return {by_rule ? nullptr : program};
  }
  if (by_rule || !suits_llama_cpp(model, precisions)) {
    refuse_foreign_options(nullptr);
    return {};
  }
  assumptions.push_back(
      {"engine", std::string{llama_cpp_program().name},
       model.source == model::ModelSource::gguf
           ? Text{MessageId::why_engine_of_file, {}}
           : Text{MessageId::why_engine_of_precision, {{"name", precisions.front().id}}}});
  return {&llama_cpp_program()};
}

memory::Engine EngineOptions::resolve(EngineChoice choice, const model::Model& model,
                                      Ratio overhead, const Catalogues& catalogues,
                                      std::vector<Assumption>& assumptions,
                                      std::vector<Text>& warnings) const {
  if (choice.program == nullptr) {
    return memory::Generic{overhead};
  }
  return llama_cpp.resolve(model, *choice.program, catalogues, assumptions, warnings);
}

memory::Workload EngineOptions::workload(EngineChoice choice, const model::Model& model,
                                         std::optional<Bytes> cards,
                                         std::vector<Assumption>& assumptions,
                                         std::vector<Text>& warnings) const {
  if (choice.program != nullptr) {
    return workload_options.resolve(model, *choice.program, cards, assumptions, warnings);
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
  return workload_options.resolve(model, llama_cpp_program(), cards, ignored_assumptions,
                                  ignored_warnings);
}

std::optional<Bytes> EngineOptions::resolve_reserve() const {
  return reserve.empty() ? std::nullopt : std::optional{parse_size(reserve)};
}

}  // namespace vramcalc::cli
