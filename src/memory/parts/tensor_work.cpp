#include "memory/parts/tensor_work.h"

#include <array>

namespace vramcalc::memory {
namespace {

constexpr std::array<std::string_view, 4> embeddings{"token_embd", "position_embd", "token_types",
                                                     "per_layer_token_embd"};

}  // namespace

StepUse use_of(const TensorName& name, bool is_head) {
  if (is_one_of(embeddings, name.root) && !(is_head && name.root == "token_embd")) {
    return StepUse::rows;
  }
  return name.root.ends_with("_exps") ? StepUse::expert : StepUse::whole;
}

StepWork work_of(const model::StoredTensor& stored, StepUse use) {
  if (use == StepUse::rows || stored.tensor->part != model::TensorPart::language) {
    return {};
  }
  const model::Shape& shape = stored.tensor->shape;
  const std::uint64_t elements = shape.true_rank() < 2 ? 0 : shape.elements();
  return use == StepUse::expert ? StepWork{{}, stored.bytes, 0, elements}
                                : StepWork{stored.bytes, {}, elements, 0};
}

}  // namespace vramcalc::memory
