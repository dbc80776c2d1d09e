// Numeric formats of weights, by the names that people and engines use.
//
// Here a precision is its mean size: bytes per parameter, an exact fraction. fp32, fp16, int8 and
// int4 are the plain 4, 2, 1 and 1/2 of the rule of thumb; a GGUF file type counts as its base
// storage type (q4_k_m as Q4_K: 144 bytes per 256 weights); the others include their scales.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/ratio.h>

namespace vramcalc::model {

enum class PrecisionFamily : std::uint8_t { plain, quantised, gguf, exllama };

struct Precision {
  std::string id;           // "q4_k_m": what `--precision` takes
  std::string description;  // "GGUF Q4_K_M, base type Q4_K"
  PrecisionFamily family = PrecisionFamily::plain;
  Ratio bytes_per_parameter;
  std::string source;  // where the size comes from

  [[nodiscard]] double bits_per_weight() const { return bytes_per_parameter.value() * 8; }
};

/// Every named precision, from most to fewest bits within its family. `exl2:B` and `exl3:B` take
/// any number of bits and are listed once each, at their usual 4.
[[nodiscard]] std::vector<Precision> precisions();

/// Whether that is the id of plain numbers of 16 or 32 bits: fp32, fp16, bf16.
[[nodiscard]] bool is_unquantised(std::string_view id);

/// The precision of that name, in any case and with or without separators; throws
/// Error(not_found) with the nearest names, Error(usage) for bits out of range.
[[nodiscard]] Precision find_precision(std::string_view name);

}  // namespace vramcalc::model
