#include "model/recipes/gguf/fallback.h"

#include <string>

#include <vramcalc/core/error.h>

namespace vramcalc::model {
namespace {

bool fits(StorageType type, std::uint64_t row_length) {
  return row_length % facts_of(type).block_elements == 0;
}

// tensor_type_fallback, https://github.com/ggml-org/llama.cpp src/llama-quant.cpp.
StorageType replacement(StorageType wanted, std::uint64_t row_length) {
  using enum StorageType;
  const StorageFacts& facts = facts_of(wanted);
  switch (wanted) {
    case iq1_s:
    case iq1_m:
    case iq2_xxs:
    case iq2_xs:
    case iq2_s:
    case iq3_xxs:
    case iq3_s:
    case iq4_xs:
      return iq4_nl;
    case q2_0:
    case q2_k:
    case q3_k:
    case tq1_0:
    case tq2_0:
      return q4_0;
    case q4_k:
      return q5_0;
    case q5_k:
      return q5_1;
    case q6_k:
      return q8_0;
    default:
      break;
  }
  constexpr std::uint32_t smallest_block = 32;
  if (facts.block_elements > smallest_block) {
    throw Error(ErrorKind::unsupported, {MessageId::error_row_not_in_blocks,
                                         {{"row", row_length},
                                          {"type", std::string{facts.name}},
                                          {"block", std::uint64_t{facts.block_elements}}}});
  }
  return f16;
}

}  // namespace

StorageType fitting_type(StorageType wanted, std::uint64_t row_length) {
  if (fits(wanted, row_length)) {
    return wanted;
  }
  const StorageType other = replacement(wanted, row_length);
  return fits(other, row_length) ? other : StorageType::f16;
}

}  // namespace vramcalc::model
