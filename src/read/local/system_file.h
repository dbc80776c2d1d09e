// Small files that a kernel writes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <vramcalc/core/error.h>

#include "read/local/limits.h"
#include "read/read_file.h"

namespace vramcalc::read::local {

/// Nothing where it cannot be read or is larger than such files are.
[[nodiscard]] inline std::optional<std::string> system_file(const std::filesystem::path& path,
                                                            Bytes most = largest_system_file) {
  try {
    return read_file(path, most);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace vramcalc::read::local
