// Cards of AMD as the amdgpu driver describes them in /sys.
#pragma once

#include <filesystem>

#include "read/local/found_cards.h"

namespace vramcalc::read::local {

/// Of sys/class/drm under `root`.
[[nodiscard]] FoundCards amdgpu_cards(const std::filesystem::path& root);

}  // namespace vramcalc::read::local
