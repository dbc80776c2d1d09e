// Sizes of GGUF files as somebody printed them, and which of them llama-quantize alone has made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/quantity.h>

namespace vramcalc::accuracy {

/// Why a row is not compared: the first rule that applies, never a row by itself.
enum class Exclusion : std::uint8_t {
  none,
  no_size,
  foreign_type,
  unknown_unit,
  requirement,
  no_config,
  other_parameters,
  no_file_name,
  custom_file_name,
};

/// "the type is not one of llama-quantize".
[[nodiscard]] std::string_view rule_text(Exclusion exclusion);

struct PublishedSize {
  std::string model;      // as printed
  std::string file_type;  // llama-quantize's name, where it has one
  std::string printed;    // "4.58 GiB"
  std::string source;
  Exclusion exclusion = Exclusion::none;

  /// Whether the figures below are there: excluded rows may have them too.
  bool comparable = false;
  ByteUnit unit = ByteUnit::gib;
  Bytes stated;
  Bytes counted;
  bool imatrix = false;  // made with one, to judge by the size
  Bytes by_rule;         // of thumb
  bool equal_as_printed = false;
  std::string printed_bits;  // per weight; empty where not printed
  std::string counted_bits;  // to the same number of decimals
};

/// Every row of published.jsonl, in its order.
[[nodiscard]] const std::vector<PublishedSize>& published_sizes();

}  // namespace vramcalc::accuracy
