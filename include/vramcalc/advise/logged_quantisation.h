// In which format a server's log says that the weights are stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/memory/engine_log.h>
#include <vramcalc/model/model.h>

namespace vramcalc::advise {

/// The model's name without the format that publishers append: "Qwen3-8B" of "Qwen3-8B-FP8".
[[nodiscard]] std::string_view without_format(std::string_view name);

/// What says so.
enum class PrecisionBasis : std::uint8_t {
  log,
  name,   // a format that the model's name ends with
  model,  // the log is silent: servers run a checkpoint as it is published
};

struct ServedPrecision {
  std::string id;
  PrecisionBasis basis = PrecisionBasis::log;
};

/// By the log's quantization, else by the format in the model's name, else by the log's dtype or
/// what the model is published in. Nothing where the log says no more than which library unpacks
/// the weights, "compressed-tensors", or the name means a format that is no precision.
[[nodiscard]] std::optional<ServedPrecision> served_precision(const memory::EngineLog& log,
                                                              const model::Model& model);

}  // namespace vramcalc::advise
