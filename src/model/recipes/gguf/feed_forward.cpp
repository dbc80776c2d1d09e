// The rules for the gate, up and down matrices, experts included.
#include "model/recipes/gguf/rules.h"

namespace vramcalc::model {
namespace {

using enum GgufFileType;

StorageType falcon_down_type(const Mixture& mixture, Depth depth) {
  switch (mixture.file) {
    case q3_k_m:
      if (depth.first_sixteenth()) {
        return StorageType::q5_k;
      }
      return depth.more_bits() ? StorageType::q4_k : StorageType::q3_k;
    case q3_k_l:
      return StorageType::q4_k;
    case q4_k_m:
      if (depth.first_sixteenth()) {
        return StorageType::q6_k;
      }
      return depth.more_bits() ? StorageType::q5_k : StorageType::q4_k;
    default:
      return mixture.usual;
  }
}

bool has_falcon_down_type(const Mixture& mixture) {
  return mixture.falcon && (mixture.file == q3_k_m || mixture.file == q3_k_l ||
                            mixture.file == q4_k_m || mixture.file == q4_k_s);
}

}  // namespace

StorageType gate_or_up_type(const Mixture& mixture, Depth depth) {
  const bool middle = !depth.first_eighth() && !depth.last_eighth();
  return mixture.file == iq3_xs && middle ? StorageType::iq3_xxs : mixture.usual;
}

StorageType down_type(const Mixture& mixture, Depth depth) {
  if (has_falcon_down_type(mixture)) {
    return falcon_down_type(mixture, depth);
  }
  const bool first = depth.first_eighth();
  switch (mixture.file) {
    case q2_k:
      return StorageType::q3_k;
    case q2_k_s:
      return first ? StorageType::q4_k : mixture.usual;
    case iq3_xxs:
      if (mixture.imatrix) {
        return mixture.usual;
      }
      return first ? StorageType::q4_k : StorageType::q3_k;
    case iq3_m: {
      const bool more = mixture.has_eight_experts() && depth.more_bits();
      return first || more ? StorageType::q4_k : mixture.usual;
    }
    case q3_k_m:
      return depth.first_sixteenth() ? StorageType::q5_k : StorageType::q4_k;
    case q3_k_l:
      return StorageType::q5_k;
    case iq4_nl:
    case iq4_xs:
      return first && !mixture.imatrix ? StorageType::q5_k : mixture.usual;
    case q4_k_s:
      return first ? StorageType::q5_k : mixture.usual;
    case q4_k_m:
    case q5_k_m:
      return depth.more_bits() ? StorageType::q6_k : mixture.usual;
    case q4_0:
      return first && mixture.imatrix ? StorageType::q4_1 : mixture.usual;
    case q5_0:
      return first && mixture.imatrix ? StorageType::q5_1 : mixture.usual;
    default:
      return mixture.usual;
  }
}

}  // namespace vramcalc::model
