// What the metadata and tensors of a GGUF file, or of all its parts, mean as a model.
#pragma once

#include <string_view>

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/tensor.h>

#include "read/gguf/metadata.h"

namespace vramcalc::read {

/// Fills in what the first file tells: model, file type, tokenizer, adapter, metadata and warnings.
/// `file_name` names a model that has no name of its own. Throws Error(bad_input) for figures that
/// make no sense.
void fill_gguf_checkpoint(model::Checkpoint& checkpoint, GgufMetadata& metadata,
                          model::Inventory inventory, std::string_view file_name);

}  // namespace vramcalc::read
