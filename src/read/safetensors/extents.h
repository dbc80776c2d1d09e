// Where the tensors of a safetensors file lie: one behind the other, from the end of the header to
// the end of the file.
#pragma once

#include <compare>
#include <cstdint>
#include <span>

#include <vramcalc/model/tensor.h>

#include "read/file_source.h"

namespace vramcalc::read {

/// Bytes after the header.
struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend auto operator<=>(const Extent&, const Extent&) = default;
};

/// Throws Error(bad_input) for a hole, an overlap, a file that ends before its last tensor does and
/// one that goes on behind it. Every tensor has its extent, in the same order.
void check_extents(const FileSource& source, std::span<const model::Tensor> tensors,
                   std::span<const Extent> extents, std::uint64_t data_bytes);

}  // namespace vramcalc::read
