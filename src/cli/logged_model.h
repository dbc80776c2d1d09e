// The model that a log is about: as somebody names it, else as the log does.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/engine_log.h>
#include <vramcalc/model/weight_format.h>

#include "cli/catalogues.h"

namespace vramcalc::cli {

struct LoggedModelOptions {
  std::string model;         // --model; empty: whatever the log says
  std::string precision;     // --precision, likewise
  std::string architecture;  // --architecture
  bool imatrix = false;
};

/// Throws Error(not_found) with the figures that were read where the catalogue has no such model.
[[nodiscard]] model::Model logged_model(const LoggedModelOptions& options,
                                        const memory::EngineLog& log, const Catalogues& catalogues,
                                        std::vector<Assumption>& assumptions,
                                        std::vector<Text>& warnings);

/// Throws Error(unsupported) where neither the log nor an option says the precision.
[[nodiscard]] model::WeightFormat logged_format(const LoggedModelOptions& options,
                                                const memory::EngineLog& log,
                                                const model::Model& model,
                                                std::vector<Assumption>& assumptions,
                                                std::vector<Text>& warnings);

}  // namespace vramcalc::cli
