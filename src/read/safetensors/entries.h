// The entries of a safetensors header, from its JSON text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/tensor.h>

#include "read/file_source.h"
#include "read/safetensors/extents.h"

namespace vramcalc::read {

/// A JSON text inside a file.
struct JsonText {
  const FileSource& source;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Adds a tensor to `inventory` for every entry, of which `most` are expected, and answers where
/// each lies; what `__metadata__` says goes to `metadata`. Throws Error(bad_input) with file, line
/// and column.
[[nodiscard]] std::vector<Extent> read_safetensors_entries(
    const JsonText& text, std::size_t most, model::Inventory& inventory,
    std::vector<model::MetadataEntry>& metadata);

}  // namespace vramcalc::read
