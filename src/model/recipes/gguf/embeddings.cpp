// The rules for the token embedding and the head.
#include "model/recipes/gguf/rules.h"

namespace vramcalc::model {

StorageType head_type(const Mixture& mixture, std::uint64_t row_length) {
  const bool whole_blocks = row_length % facts_of(mixture.usual).block_elements == 0;
  if (mixture.file == GgufFileType::mxfp4_moe || mixture.falcon || !whole_blocks) {
    return StorageType::q8_0;
  }
  if (has_fewest_bits(mixture.file) || mixture.file == GgufFileType::iq3_xxs) {
    return StorageType::q5_k;
  }
  return mixture.usual == StorageType::q8_0 ? StorageType::q8_0 : StorageType::q6_k;
}

StorageType token_embedding_type(const Mixture& mixture) {
  using enum GgufFileType;
  switch (mixture.file) {
    case iq1_s:
    case iq1_m:
    case iq2_xxs:
    case iq2_xs:
      return StorageType::q2_k;
    case iq2_s:
    case iq2_m:
    case iq3_xxs:
      return StorageType::iq3_s;
    case tq1_0:
    case tq2_0:
    case q2_0:
      return StorageType::q4_k;
    default:
      return mixture.usual;
  }
}

}  // namespace vramcalc::model
