// One question put to several engines.
#pragma once

#include <string>

#include <vramcalc/core/error.h>

#include "cli/engine_options.h"
#include "cli/engine_programs.h"
#include "cli/options.h"

namespace vramcalc::cli {

/// The precision that was named, in the engine's own words. Throws Error(usage) where several were.
[[nodiscard]] ModelOptions with_counterpart(ModelOptions options, const std::string& native,
                                            const EngineProgram& program);

/// Whether an engine said that it does not run this: of many engines, it is left out with its
/// reason.
[[nodiscard]] bool is_refusal_of_engine(const Error& error);

/// What no engine changes: the model, the cards and their computer.
[[nodiscard]] advise::EstimateRequest common_request(const ModelOptions& model,
                                                     const EngineOptions& engine,
                                                     const CardOptions& cards,
                                                     const Catalogues& catalogues);

}  // namespace vramcalc::cli
