// Which part of a step's work a tensor is.
#pragma once

#include <vramcalc/memory/work.h>
#include <vramcalc/model/recipe.h>

#include "memory/parts/tensor_name.h"

namespace vramcalc::memory {

/// How a step uses a tensor.
enum class StepUse : std::uint8_t {
  rows,    // some rows are looked up: embeddings
  whole,   // read from end to end
  expert,  // a routed expert: read where a token is sent to it
};

/// `is_head`: the token embeddings are the output matrix too, and read whole.
[[nodiscard]] StepUse use_of(const TensorName& name, bool is_head);

/// Of a tensor as it is stored; nothing of what is no part of the language model.
[[nodiscard]] StepWork work_of(const model::StoredTensor& stored, StepUse use);

}  // namespace vramcalc::memory
