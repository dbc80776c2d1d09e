// The name of a quantisation mix, by the number that a GGUF file gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <vramcalc/model/storage_type.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::read {

/// Static texts.
struct GgufFileType {
  std::string_view name;       // "Q4_K_M"
  std::string_view precision;  // its id among model::precisions()
};

/// general.file_type. Nothing for a number that llama.cpp 0.5.0 does not have.
[[nodiscard]] std::optional<GgufFileType> gguf_file_type(std::uint64_t number);

/// The storage type that most bytes are in.
[[nodiscard]] model::StorageType dominant_type(const model::Inventory& inventory);

/// The precision that a file mostly in that type comes nearest to.
[[nodiscard]] GgufFileType file_type_of(model::StorageType type);

}  // namespace vramcalc::read
