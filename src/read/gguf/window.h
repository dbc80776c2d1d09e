// Which layers of a GGUF file's model look back on a window only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "read/gguf/figures.h"

namespace vramcalc::read {

/// Tokens that one layer looks back on; 0 where it looks at all of them.
[[nodiscard]] std::uint64_t gguf_window(const GgufFigures& figures, std::size_t layer);

}  // namespace vramcalc::read
