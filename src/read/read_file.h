// A whole file in memory, if it is small enough.
#pragma once

#include <filesystem>
#include <string>

#include <vramcalc/core/bytes.h>

namespace vramcalc::read {

/// Throws Error(not_found) where there is no such file, Error(bad_input) for a folder, for a file
/// of more than `most` bytes and for one that cannot be read. Pipes are read like files.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, Bytes most);

}  // namespace vramcalc::read
