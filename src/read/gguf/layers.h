// The layers of a GGUF file's model: what its tensors show and its metadata measures.
#pragma once

#include <vector>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/tensor.h>

#include "read/gguf/figures.h"

namespace vramcalc::read {

/// All layers of the language model, prediction layers aside.
[[nodiscard]] std::vector<model::Layer> read_gguf_layers(const model::Inventory& inventory,
                                                         const GgufFigures& figures);

}  // namespace vramcalc::read
