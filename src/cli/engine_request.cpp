#include "cli/engine_request.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "cli/local_cards.h"
#include "cli/weight_formats.h"

namespace vramcalc::cli {

ModelOptions with_counterpart(ModelOptions options, const std::string& native,
                              const EngineProgram& program) {
  const std::vector<model::Precision> named = options.named_precisions();
  if (options.precision.size() > 1 || named.size() > 1 ||
      (named.empty() && !options.precision.empty())) {
    throw Error(ErrorKind::usage, {MessageId::error_engines_several, {}},
                Text{MessageId::hint_explain_several, {}});
  }
  // A model that is published with few bits is kept in about as many.
  const model::Precision wanted = named.empty() ? model::find_precision(native) : named.front();
  const std::string counterpart = counterpart_precision(wanted, program);
  if (!named.empty() || counterpart != wanted.id) {
    options.precision = {counterpart};
  }
  return options;
}

bool is_refusal_of_engine(const Error& error) {
  // A type of the cache is a word of some engines and none of others.
  const Fields& fields = error.message().fields;
  const bool is_of_cache =
      error.kind() == ErrorKind::usage &&
      std::any_of(fields.begin(), fields.end(), [](const auto& field) {
        const auto* option = std::get_if<std::string>(&field.second);
        return field.first == "option" && option != nullptr &&
               (option->starts_with("--cache-type") || *option == "--kv-precision");
      });
  return error.kind() == ErrorKind::unsupported || is_of_cache;
}

advise::EstimateRequest common_request(const ModelOptions& model, const EngineOptions& engine,
                                       const CardOptions& cards, const Catalogues& catalogues) {
  advise::EstimateRequest request;
  request.model = model.resolve(catalogues, request.warnings);
  request.cards = cards.rig(catalogues, request.assumptions);
  request.rig_is_named = cards.name_cards();
  request.reserve = engine.resolve_reserve();
  request.prompt_tokens = engine.workload_options.resolve_prompt();
  request.installed_ram = cards.installed_ram(request.cards, request.assumptions);
  if (cards.local) {
    add_local_machine(request, catalogues.local_machine());
  }
  return request;
}

}  // namespace vramcalc::cli
