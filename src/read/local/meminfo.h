// Main memory as Linux counts it.
#pragma once

#include <filesystem>
#include <optional>

#include <vramcalc/read/local_machine.h>

namespace vramcalc::read::local {

/// Of proc/meminfo under `root`; nothing where it says no total.
[[nodiscard]] std::optional<LocalMemory> main_memory(const std::filesystem::path& root);

}  // namespace vramcalc::read::local
