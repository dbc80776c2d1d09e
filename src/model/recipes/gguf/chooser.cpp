#include "model/recipes/gguf/chooser.h"

#include "model/recipes/gguf/fallback.h"

namespace vramcalc::model {

bool is_counted(TensorCategory category) {
  return category == TensorCategory::attention_value ||
         category == TensorCategory::feed_forward_up ||
         category == TensorCategory::feed_forward_gate ||
         category == TensorCategory::feed_forward_down;
}

StorageType TypeChooser::next(const Candidate& candidate, const Shape& shape) {
  const bool plain = facts_of(mixture_.usual).block_elements == 1;
  if (plain) {  // F32, F16 and BF16 have no mixture
    return mixture_.usual;
  }
  return fitting_type(wanted(candidate, shape), shape.row_length());
}

StorageType TypeChooser::wanted(const Candidate& candidate, const Shape& shape) {
  const bool embedding = candidate.category == TensorCategory::token_embedding;
  if (candidate.category == TensorCategory::output || (embedding && mixture_.tied)) {
    return head_type(mixture_, shape.row_length());
  }
  if (mixture_.file == GgufFileType::mxfp4_moe) {
    const bool experts = shape[2] > 1;
    return experts ? StorageType::mxfp4 : StorageType::q8_0;
  }
  if (embedding) {
    return token_embedding_type(mixture_);
  }
  return has_fewest_bits(mixture_.file) ? with_fewest_bits(candidate) : with_mixture(candidate);
}

StorageType TypeChooser::with_fewest_bits(const Candidate& candidate) {
  switch (candidate.category) {
    case TensorCategory::attention_key:
      return fewest_bits_key_type(mixture_);
    case TensorCategory::attention_value:
      return fewest_bits_value_type(mixture_);
    case TensorCategory::attention_output:
      return fewest_bits_attention_output_type(mixture_);
    case TensorCategory::feed_forward_down:
      return fewest_bits_down_type(mixture_, {seen_.down++, mixture_.layers});
    default:
      return mixture_.usual;
  }
}

StorageType TypeChooser::with_mixture(const Candidate& candidate) {
  switch (candidate.category) {
    case TensorCategory::attention_query:
      return query_type(mixture_);
    case TensorCategory::attention_key:
      return key_type(mixture_);
    case TensorCategory::attention_value:
      return value_type(mixture_, {seen_.value++, mixture_.value_tensors});
    case TensorCategory::attention_output:
      return attention_output_type(mixture_);
    case TensorCategory::feed_forward_up:
      return gate_or_up_type(mixture_, depth(candidate, seen_.up++));
    case TensorCategory::feed_forward_gate:
      return gate_or_up_type(mixture_, depth(candidate, seen_.gate++));
    case TensorCategory::feed_forward_down:
      return down_type(mixture_, depth(candidate, seen_.down++));
    default:
      return mixture_.usual;
  }
}

// Experts make several tensors of a kind in a layer, so there the name tells the depth.
Depth TypeChooser::depth(const Candidate& candidate, std::uint64_t seen) const {
  const bool by_name = mixture_.experts > 1 && candidate.block.has_value();
  return {by_name ? *candidate.block : seen, mixture_.layers};
}

}  // namespace vramcalc::model
