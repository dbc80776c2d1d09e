// model.safetensors.index.json: which shard of a large model holds which tensor.
// https://huggingface.co/docs/transformers/big_models#sharded-checkpoints
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/model/checkpoint.h>

#include "read/file_source.h"

namespace vramcalc::read {

/// No model is cut into more files.
inline constexpr std::size_t most_shards = 10'000;

class SafetensorsIndex {
 public:
  struct Entry {
    std::uint32_t begin = 0;  // of the name, in the text of all names
    std::uint32_t length = 0;
    std::uint32_t shard = 0;
  };

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::string_view name(const Entry& entry) const {
    return std::string_view{names_}.substr(entry.begin, entry.length);
  }

  /// Files in the folder of the index: names without a path. In the order of their first mention.
  std::vector<std::string> shards;
  std::optional<Bytes> total_size;  // of all tensors, as the index says
  std::vector<model::MetadataEntry> metadata;

  void reserve(std::size_t entries, std::size_t bytes);
  void add(std::string_view name, std::uint32_t shard);

 private:
  std::vector<Entry> entries_;
  std::string names_;
};

/// Throws Error(bad_input) with file, line and column for what is no such index, for names that are
/// given twice and for shards that lie elsewhere.
[[nodiscard]] SafetensorsIndex read_safetensors_index(const FileSource& source);

}  // namespace vramcalc::read
