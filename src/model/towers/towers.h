// Vision and audio towers, with their projectors.
#pragma once

#include "model/layout/layout.h"

namespace vramcalc::model {

/// Adds the tower that the config describes, as TensorPart::vision or audio. Returns false where it
/// describes one whose layout is not known: its parameters are then not counted.
[[nodiscard]] bool add_towers(Layout& layout);

}  // namespace vramcalc::model
