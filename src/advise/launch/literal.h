// Text as programs' source and settings write it.
#pragma once

#include <string>
#include <string_view>

namespace vramcalc::advise {

/// A double-quoted literal that Python and YAML both read back to the same text: control characters
/// as escapes. Bytes that are no UTF-8 are Python's alone.
[[nodiscard]] std::string quoted_literal(std::string_view text);

}  // namespace vramcalc::advise
