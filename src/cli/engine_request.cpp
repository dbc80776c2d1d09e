#include "cli/engine_request.h"

#include <vector>

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

bool is_refusal_of_engine(const Error& error, const EngineOptions& options) {
  // A type of the cache is a word of some engines and none of others.
  const bool is_of_cache =
      error.kind() == ErrorKind::usage && !options.workload_options.first_cache_type().empty();
  return error.kind() == ErrorKind::unsupported || is_of_cache;
}

}  // namespace vramcalc::cli
