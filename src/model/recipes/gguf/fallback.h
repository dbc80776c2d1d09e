// What a tensor gets where its rows are no whole number of blocks of the type wanted.
#pragma once

#include <cstdint>

#include <vramcalc/model/storage_type.h>

namespace vramcalc::model {

/// `wanted` where it fits, else a type with blocks of 32, else F16. Throws Error(unsupported) where
/// llama-quantize gives up: it has no replacement for blocks of 128 (Q1_0).
[[nodiscard]] StorageType fitting_type(StorageType wanted, std::uint64_t row_length);

}  // namespace vramcalc::model
