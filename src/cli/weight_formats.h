// In which formats the weights are kept: what `--precision` means for an engine.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/core/assumption.h>
#include <vramcalc/model/weight_format.h>

#include "cli/engine_programs.h"
#include "cli/options.h"

namespace vramcalc::cli {

/// Whether a GGUF file can be of that type: its own names, and the 16- and 32-bit ones.
[[nodiscard]] bool may_be_gguf_type(const model::Precision& precision);

/// The formats named, else the one that the model comes in, with the assumption. `program`: null
/// for no program in particular; of llama.cpp's, the formats are those of GGUF files, and other
/// names are Error(usage). Never empty.
[[nodiscard]] std::vector<model::WeightFormat> wanted_formats(const ModelOptions& options,
                                                              const model::Model& model,
                                                              const EngineProgram* program,
                                                              std::vector<Assumption>& assumptions,
                                                              std::vector<Text>& warnings);

/// The precision in which an engine would run what was named: its own of about as many bits.
[[nodiscard]] std::string counterpart_precision(const model::Precision& precision,
                                                const EngineProgram& program);

}  // namespace vramcalc::cli
