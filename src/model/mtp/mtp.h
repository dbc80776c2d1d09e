// Multi-token-prediction (NextN) layers: extra layers behind the model that draft tokens.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

/// Adds the MTP tensors that the config asks for, as TensorPart::mtp, to a layout whose language
/// part is complete.
void add_mtp_layers(Layout& layout, std::string_view model_type);

}  // namespace vramcalc::model
