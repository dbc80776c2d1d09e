#include "cli/logged_model.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <vramcalc/advise/logged_model.h>
#include <vramcalc/advise/logged_quantisation.h>
#include <vramcalc/advise/logged_run.h>
#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/model/find_model.h>

#include "cli/model_argument.h"
#include "cli/weight_formats.h"

namespace vramcalc::cli {
namespace {

using memory::LoggedModel;

// Of an entry whose layout cannot be built nothing can be compared.
std::optional<model::Model> agreeing_model(const model::CatalogueModel& entry,
                                           const LoggedModel& logged, const Catalogues& catalogues,
                                           std::vector<Text>& warnings) {
  std::vector<Text> of_entry;
  model::Model model = model_with_layout(entry, catalogues, of_entry);
  if (!advise::agrees(logged, model)) {
    return std::nullopt;
  }
  warnings.insert(warnings.end(), of_entry.begin(), of_entry.end());
  return model;
}

// Null where it is no name of the catalogue: the log's figures may still be of an entry.
const model::CatalogueModel* entry_of_name(std::string_view name, const Catalogues& catalogues) {
  try {
    const model::Model named = model::find_model(name, catalogues.models());
    for (const model::CatalogueModel& entry : catalogues.models()) {
      if (!named.id.empty() && entry.id == named.id) {
        return &entry;
      }
    }
  } catch (const Error&) {
    return nullptr;
  }
  return nullptr;
}

std::optional<model::Model> model_of_name(const LoggedModel& logged, const Catalogues& catalogues,
                                          std::vector<Text>& warnings) {
  if (logged.name.empty()) {
    return std::nullopt;
  }
  const model::CatalogueModel* entry = entry_of_name(logged.name, catalogues);
  if (entry == nullptr) {
    entry = entry_of_name(advise::without_format(logged.name), catalogues);
  }
  return entry == nullptr ? std::nullopt : agreeing_model(*entry, logged, catalogues, warnings);
}

std::uint64_t distance(const model::Model& model, const LoggedModel& logged) {
  const std::uint64_t wanted = logged.parameters.value_or(model.parameters);
  return std::max(model.parameters, wanted) - std::min(model.parameters, wanted);
}

// Of several with these figures the one whose number of parameters is nearest.
std::optional<model::Model> model_of_figures(const LoggedModel& logged,
                                             const Catalogues& catalogues,
                                             std::vector<Text>& warnings) {
  if (!advise::identifies_a_model(logged)) {
    return std::nullopt;
  }
  std::optional<model::Model> best;
  std::vector<Text> of_best;
  for (const model::CatalogueModel& entry : catalogues.models()) {
    if (!advise::may_be(logged, entry)) {
      continue;
    }
    std::vector<Text> of_entry;
    std::optional<model::Model> found = agreeing_model(entry, logged, catalogues, of_entry);
    if (found && (!best || distance(*found, logged) < distance(*best, logged))) {
      best = std::move(found);
      of_best = std::move(of_entry);
    }
  }
  warnings.insert(warnings.end(), of_best.begin(), of_best.end());
  return best;
}

std::string gguf_precision(const memory::EngineLog& log) {
  const std::string& type = log.model.file_type;
  const std::optional<std::string> precision = advise::precision_of_file_type(type);
  if (!precision) {
    throw Error(ErrorKind::unsupported,
                type.empty() ? Text{MessageId::error_log_without_precision, {}}
                             : Text{MessageId::error_log_precision, {{"text", type}}},
                Text{MessageId::hint_log_precision, {}});
  }
  return *precision;
}

std::string served_precision(const memory::EngineLog& log, const model::Model& model,
                             std::vector<Assumption>& assumptions) {
  const std::string& quantization = log.serving.quantization;
  const std::optional<advise::ServedPrecision> served = advise::served_precision(log, model);
  if (!served) {
    throw Error(ErrorKind::unsupported,
                quantization.empty()
                    ? Text{MessageId::error_log_without_precision, {}}
                    : Text{MessageId::error_log_quantisation, {{"text", quantization}}},
                Text{MessageId::hint_log_server_precision, {}});
  }
  if (served->basis != advise::PrecisionBasis::log) {
    assumptions.push_back(
        {"precision",
         served->id,
         {served->basis == advise::PrecisionBasis::name ? MessageId::why_log_precision_of_name
                                                        : MessageId::why_precision_of_model,
          {}}});
  }
  return served->id;
}

}  // namespace

model::Model logged_model(const LoggedModelOptions& options, const memory::EngineLog& log,
                          const Catalogues& catalogues, std::vector<Assumption>& assumptions,
                          std::vector<Text>& warnings) {
  if (!options.model.empty()) {
    return find_model_argument({options.model, options.architecture}, catalogues, warnings);
  }
  if (std::optional<model::Model> named = model_of_name(log.model, catalogues, warnings)) {
    assumptions.push_back({"model", named->id, {MessageId::why_log_model_by_name, {}}});
    return std::move(*named);
  }
  const std::string figures = advise::figures_text(log.model);
  if (std::optional<model::Model> found = model_of_figures(log.model, catalogues, warnings)) {
    assumptions.push_back(
        {"model", found->id, {MessageId::why_log_model_by_figures, {{"figures", figures}}}});
    return std::move(*found);
  }
  std::string read = log.model.name.empty() ? figures : "'" + log.model.name + "'";
  if (!log.model.name.empty() && !figures.empty()) {
    read += ", " + figures;
  }
  throw Error(ErrorKind::not_found,
              read.empty() ? Text{MessageId::error_log_without_model, {}}
                           : Text{MessageId::error_log_model, {{"figures", read}}},
              Text{MessageId::hint_log_model, {}});
}

model::WeightFormat logged_format(const LoggedModelOptions& options, const memory::EngineLog& log,
                                  const model::Model& model, std::vector<Assumption>& assumptions,
                                  std::vector<Text>& warnings) {
  const bool is_server = advise::is_server(log);
  const EngineProgram* const program =
      is_server ? find_engine_program(log.engine) : &llama_cpp_program();
  ModelOptions named;
  named.imatrix = options.imatrix;
  if (!options.precision.empty()) {
    named.precision = {options.precision};
  } else if (model.stored == nullptr) {  // a file keeps its own
    const std::string precision =
        is_server ? served_precision(log, model, assumptions) : gguf_precision(log);
    if (is_server && precision == model.native_precision) {
      return model::native_format(model);  // to the letter of its config
    }
    named.precision = {precision};
  }
  return wanted_formats(named, model, program, assumptions, warnings).front();
}

}  // namespace vramcalc::cli
