// NVIDIA's program nvidia-smi, for computers on which NVML cannot be loaded.
#pragma once

#include <string_view>

#include "read/local/found_cards.h"

namespace vramcalc::read::local {

/// The program on the path, else where Windows puts it for Linux.
[[nodiscard]] FoundCards nvidia_smi_cards(const LocalSources& sources);

/// Its answer: lines of index, name, memory.total, memory.used and uuid.
[[nodiscard]] FoundCards parse_nvidia_smi(std::string_view text);

}  // namespace vramcalc::read::local
