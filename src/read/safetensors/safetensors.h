// Models in safetensors files: one file, a folder, or an index with or without its shards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/tensor.h>
#include <vramcalc/read/model_file.h>

#include "read/safetensors/header.h"  // looks_like_safetensors
#include "read/safetensors/shards.h"  // is_safetensors_index, has_safetensors

namespace vramcalc::read {

/// What the headers say, before anybody makes sense of it. All tensors are TensorPart::language.
struct SafetensorsFile {
  std::uint64_t files = 0;          // that are there
  std::uint64_t missing_files = 0;  // that are named and not there
  Bytes file_bytes;    // of all files; where some are missing, what the index says of their sum
  Bytes header_bytes;  // what was read, the index included
  std::vector<model::MetadataEntry> metadata;  // of the index, then of the first file
  model::Inventory inventory;
  std::vector<Text> warnings;
};

/// Bytes in memory that stand for one file.
[[nodiscard]] SafetensorsFile read_safetensors_file(const FileSource& source);

/// `path` as find_shards() has it. Throws Error(not_found), and Error(bad_input) for headers that
/// break the format, names that are there twice, and a shard that lacks a tensor of the index.
[[nodiscard]] SafetensorsFile read_safetensors_files(const std::filesystem::path& path);

/// The same as an answer: `stored` holds the tensors with their parts, and parameters are counted
/// of them. A config.json beside the files gives layout, layers and the tied head; where the
/// options name no architecture for it, an unknown model_type is a warning. Where no shard is there
/// the figures are those that the config describes, or none.
[[nodiscard]] model::Checkpoint read_safetensors(const std::filesystem::path& path,
                                                 const ModelFileOptions& options = {});

}  // namespace vramcalc::read
