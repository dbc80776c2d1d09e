// The README's table of accuracy.
#pragma once

#include <string>

namespace vramcalc::accuracy {

/// The text with the figures of today between its marks. It has both.
[[nodiscard]] std::string with_accuracy_table(const std::string& text);

}  // namespace vramcalc::accuracy
