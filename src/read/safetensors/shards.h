// The files that make up one safetensors model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "read/safetensors/index.h"

namespace vramcalc::read {

struct ShardSet {
  std::filesystem::path folder;
  std::vector<std::string> files;    // that there should be; names without a path
  std::filesystem::path index_path;  // empty where there is no index
  std::uint64_t index_bytes = 0;
  std::optional<SafetensorsIndex> index;
};

/// The file of an index in a folder; whether it is there is another question.
inline constexpr std::string_view safetensors_index_name = "model.safetensors.index.json";

/// Whether a file is an index by its name.
[[nodiscard]] bool is_safetensors_index(const std::filesystem::path& path);

/// Whether a folder has an index or files of this format.
[[nodiscard]] bool has_safetensors(const std::filesystem::path& folder);

/// `path` is a folder, an index, one shard of several (NAME-00001-of-00004.safetensors) or a file
/// of its own. Of a folder the index decides, else model.safetensors, else all files of the format.
[[nodiscard]] ShardSet find_shards(const std::filesystem::path& path);

}  // namespace vramcalc::read
