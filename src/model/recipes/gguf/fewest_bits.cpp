// The rules for IQ1 and IQ2, where a few tensors in better types hold the whole model up.
#include "model/recipes/gguf/rules.h"

namespace vramcalc::model {
namespace {

using enum GgufFileType;

/// IQ2_S and IQ2_M can afford a better type than the smaller ones.
StorageType better_type(const Mixture& mixture) {
  return mixture.file == iq2_s || mixture.file == iq2_m ? StorageType::iq3_s : StorageType::q2_k;
}

}  // namespace

bool has_fewest_bits(GgufFileType file) {
  switch (file) {
    case iq1_s:
    case iq1_m:
    case iq2_xxs:
    case iq2_xs:
    case iq2_s:
    case iq2_m:
      return true;
    default:
      return false;
  }
}

StorageType fewest_bits_key_type(const Mixture& mixture) {
  return mixture.has_eight_experts() ? StorageType::q4_k : mixture.usual;
}

StorageType fewest_bits_value_type(const Mixture& mixture) {
  const bool few = mixture.values_are_few() || mixture.experts >= 4;
  return few ? StorageType::q4_k : better_type(mixture);
}

StorageType fewest_bits_attention_output_type(const Mixture& mixture) {
  if (mixture.has_eight_experts()) {
    return StorageType::q5_k;
  }
  switch (mixture.file) {
    case iq1_s:
    case iq1_m:
      return StorageType::iq2_xxs;
    case iq2_s:
    case iq2_m:
      return StorageType::iq3_s;
    default:
      return mixture.usual;
  }
}

StorageType fewest_bits_down_type(const Mixture& mixture, Depth depth) {
  return depth.first_eighth() ? better_type(mixture) : mixture.usual;
}

}  // namespace vramcalc::model
