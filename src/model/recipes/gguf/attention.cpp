// The rules for queries, keys, values and the output of attention.
#include "model/recipes/gguf/rules.h"

namespace vramcalc::model {
namespace {

using enum GgufFileType;

StorageType value_type_by_file(const Mixture& mixture, Depth depth) {
  const bool few = mixture.values_are_few();
  switch (mixture.file) {
    case q2_k:
      return few ? StorageType::q4_k : StorageType::q3_k;
    case q2_k_s:
    case iq3_xs:
    case iq3_s:
      return few ? StorageType::q4_k : mixture.usual;
    case iq3_xxs:
      if (few) {
        return StorageType::q4_k;
      }
      return mixture.imatrix ? StorageType::iq3_xxs : StorageType::iq3_s;
    case iq3_m:
      return StorageType::q4_k;
    case q3_k_m:
      return depth.index < 2 ? StorageType::q5_k : StorageType::q4_k;
    case q3_k_l:
      return StorageType::q5_k;
    case iq4_nl:
    case iq4_xs:
      return few ? StorageType::q5_k : mixture.usual;
    case q4_k_s:
      return depth.index < 4 ? StorageType::q5_k : mixture.usual;
    case q4_k_m:
    case q5_k_m:
      return depth.more_bits() ? StorageType::q6_k : mixture.usual;
    default:
      return mixture.usual;
  }
}

StorageType attention_output_type_of_eight_experts(const Mixture& mixture) {
  switch (mixture.file) {
    case q2_k:
    case q3_k_s:
    case q3_k_m:
    case q4_k_s:
    case q4_k_m:
    case iq3_xxs:
    case iq3_xs:
    case iq3_s:
    case iq3_m:
    case iq4_nl:
    case iq4_xs:
      return StorageType::q5_k;
    default:
      return mixture.usual;
  }
}

}  // namespace

StorageType query_type(const Mixture& mixture) {
  switch (mixture.file) {
    case iq3_xs:
      return StorageType::iq3_xxs;
    case iq3_xxs:
      return StorageType::iq2_s;
    default:
      return mixture.usual;
  }
}

StorageType key_type(const Mixture& mixture) {
  return mixture.has_eight_experts() ? StorageType::q8_0 : query_type(mixture);
}

StorageType value_type(const Mixture& mixture, Depth depth) {
  if (mixture.has_eight_experts()) {
    return StorageType::q8_0;
  }
  const StorageType type = value_type_by_file(mixture, depth);
  const bool raised = type == StorageType::q3_k || type == StorageType::q4_k;
  return mixture.is_70b && raised ? StorageType::q5_k : type;
}

StorageType attention_output_type(const Mixture& mixture) {
  if (mixture.falcon) {
    return mixture.file == q3_k_l ? StorageType::q4_k : mixture.usual;
  }
  if (mixture.has_eight_experts()) {
    return attention_output_type_of_eight_experts(mixture);
  }
  switch (mixture.file) {
    case q2_k:
      return StorageType::q3_k;
    case iq3_xxs:
      return StorageType::iq3_s;
    case q3_k_m:
    case iq3_m:
      return StorageType::q4_k;
    case q3_k_l:
      return StorageType::q5_k;
    default:
      return mixture.usual;
  }
}

}  // namespace vramcalc::model
