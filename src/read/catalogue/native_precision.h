// The precision in which a model is published, as far as the rule of thumb tells them apart.
#pragma once

#include <string_view>

#include "read/catalogue/yaml.h"

namespace vramcalc::read {

/// The id of the precision that the config's quantisation, else its dtype, names; "fp16" where it
/// names neither. Says nothing of the tensors that a quantised checkpoint keeps in 16 bit.
[[nodiscard]] std::string_view native_precision(const YamlNode& config);

}  // namespace vramcalc::read
