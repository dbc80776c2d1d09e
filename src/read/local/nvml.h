// NVIDIA's management library.
#pragma once

#include <string>
#include <vector>

#include "read/local/found_cards.h"

namespace vramcalc::read::local {

/// The cards of the first of these libraries that loads.
[[nodiscard]] FoundCards nvml_cards(const std::vector<std::string>& libraries);

}  // namespace vramcalc::read::local
