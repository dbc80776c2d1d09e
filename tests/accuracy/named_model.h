// Models as reference rows name them: by an id of the catalogue, or by a name of models.jsonl.
#pragma once

#include <string>

#include <vramcalc/model/model.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::accuracy {

/// "qwen3-8b" is the catalogue's, "nvidia/GLM-5.2-NVFP4" one of models.jsonl.
[[nodiscard]] model::Model named_model(const std::string& name);

/// A precision by its id; "native" is how the model is published.
[[nodiscard]] model::WeightFormat format_named(const model::Model& model,
                                               const std::string& precision);

}  // namespace vramcalc::accuracy
