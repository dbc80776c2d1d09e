// One GGUF file of a model: alone, or one of the parts that a large model is split into.
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/model/tensor.h>

#include "read/byte_cursor.h"
#include "read/file_source.h"
#include "read/gguf/header.h"
#include "read/gguf/metadata.h"

namespace vramcalc::read {

/// What one part says of the whole: split.no, split.count, split.tensors.count.
struct GgufSplit {
  std::uint64_t number = 1;  // from 1, as in file names
  std::uint64_t count = 1;
  std::optional<std::uint64_t> tensors;  // of all parts
};

class GgufPart {
 public:
  /// Reads everything before the tensors. Throws Error(bad_input).
  explicit GgufPart(FileSource file);
  ~GgufPart() = default;
  GgufPart(GgufPart&&) = delete;  // the cursor points to the file
  GgufPart& operator=(GgufPart&&) = delete;
  GgufPart(const GgufPart&) = delete;
  GgufPart& operator=(const GgufPart&) = delete;

  [[nodiscard]] const FileSource& file() const { return file_; }
  [[nodiscard]] const GgufHeader& header() const { return header_; }
  [[nodiscard]] GgufMetadata& metadata() { return metadata_; }
  [[nodiscard]] const GgufMetadata& metadata() const { return metadata_; }
  /// Nothing where the file is a whole model.
  [[nodiscard]] std::optional<GgufSplit> split() const;

  /// Adds the tensors, once. Returns how long the file's header is.
  std::uint64_t read_tensors(model::Inventory& inventory);

 private:
  FileSource file_;
  ByteCursor cursor_;
  GgufHeader header_;
  GgufMetadata metadata_;
};

/// File names have five digits for it.
inline constexpr std::uint64_t most_gguf_parts = 99'999;

}  // namespace vramcalc::read
