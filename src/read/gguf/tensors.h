// The list of tensors in a GGUF file, and whether their data is there.
#pragma once

#include <cstdint>

#include <vramcalc/model/tensor.h>

#include "read/byte_cursor.h"

namespace vramcalc::read {

/// Of one model, over all its files. The largest in use have some thousands.
inline constexpr std::uint64_t most_gguf_tensors = std::uint64_t{1} << 18U;

/// Reads `count` tensors behind the metadata and adds them. `alignment` is a power of two. Returns
/// where the data begins: the length of the header. Throws Error(bad_input) by the rules of
/// llama.cpp's gguf.cpp, and where the file ends before its data does.
std::uint64_t read_gguf_tensors(ByteCursor& cursor, std::uint64_t count, std::uint64_t alignment,
                                model::Inventory& inventory);

}  // namespace vramcalc::read
