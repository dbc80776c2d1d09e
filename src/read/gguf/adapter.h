// A low-rank adapter as a GGUF file.
#pragma once

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/tensor.h>

#include "read/gguf/metadata.h"

namespace vramcalc::read {

/// Whether general.type says so.
[[nodiscard]] bool is_gguf_adapter(const GgufMetadata& metadata);

[[nodiscard]] model::Adapter read_gguf_adapter(const GgufMetadata& metadata,
                                               const model::Inventory& inventory);

}  // namespace vramcalc::read
