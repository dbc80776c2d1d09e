#include <string>

#include "model/recipes/scheme.h"

namespace vramcalc::model {

StoredTensor stored_plain(const Tensor& tensor, StorageType type) {
  if (tensor.part == TensorPart::generated || tensor.part == TensorPart::scale) {
    return {&tensor, "none", Bytes{0}, 0};
  }
  const bool kept = tensor.part == TensorPart::adapter || !facts_of(tensor.type).is_float;
  const StorageType stored = kept ? tensor.type : type;
  return {&tensor, facts_of(stored).name, bytes_of(tensor.shape, stored), 0};
}

std::string text_of(const PlainRecipe& recipe) {
  return std::string{facts_of(recipe.type).name};
}

}  // namespace vramcalc::model
