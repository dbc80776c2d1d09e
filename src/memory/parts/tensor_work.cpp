#include "memory/parts/tensor_work.h"

#include "memory/llama_cpp/tensor_role.h"

namespace vramcalc::memory {
StepUse use_of(const TensorName& name, bool is_head) {
  if (llama_cpp::is_input(name) && !(is_head && name.root == "token_embd")) {
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
