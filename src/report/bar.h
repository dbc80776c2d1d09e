// A horizontal bar of used and free.
#pragma once

#include <cstddef>
#include <string>

namespace vramcalc::report {

/// `fraction` of `width` columns filled; above 1 all of them.
[[nodiscard]] std::string bar(double fraction, std::size_t width);

}  // namespace vramcalc::report
