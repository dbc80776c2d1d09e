// The rules that say which published sizes are those of a plain llama.cpp quantisation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "accuracy/published.h"
#include "accuracy/reference.h"

namespace vramcalc::accuracy {

/// llama-quantize's name for a label as llama.cpp prints it: "Q4_K_M" for "Q4_K - Medium". Nothing
/// where it has no such type.
[[nodiscard]] std::optional<std::string> file_type_of(const std::string& label);

/// "4.58 GiB": the number as it is printed, and its unit. Nothing where the unit is neither GB nor
/// GiB.
struct PrintedSize {
  std::string number;
  ByteUnit unit = ByteUnit::gib;
};
[[nodiscard]] std::optional<PrintedSize> printed_size(const std::string& text);

/// Digits behind the point.
[[nodiscard]] int decimals_of(const std::string& number);

/// Which rule keeps a row of published.jsonl from being compared.
[[nodiscard]] Exclusion exclusion_of(const Row& row);

}  // namespace vramcalc::accuracy
