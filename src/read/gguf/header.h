// The first bytes of a GGUF file: what it is, in which byte order, and how much follows.
#pragma once

#include <cstdint>
#include <string_view>

#include "read/byte_cursor.h"

namespace vramcalc::read {

struct GgufHeader {
  std::uint32_t version = 0;  // 2 or 3
  bool big_endian = false;
  std::uint64_t tensors = 0;  // as the file says; not checked yet
  std::uint64_t metadata_entries = 0;
};

/// Whether a file that begins so says that it is GGUF; four bytes are enough.
[[nodiscard]] bool is_gguf(std::string_view first_bytes);

/// Throws Error(bad_input). Afterwards the cursor reads the file's byte order.
[[nodiscard]] GgufHeader read_gguf_header(ByteCursor& cursor);

}  // namespace vramcalc::read
