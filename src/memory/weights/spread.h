// How tensor-parallel ranks share a tensor.
//
// Matrices are cut over the ranks: by heads, by columns or by rows of the vocabulary. Norms,
// routers and the compressed projections of latent attention are on every rank; keys and values
// too, where there are more ranks than KV heads (https://github.com/vllm-project/vllm,
// vllm/model_executor/layers/linear.py, vocab_parallel_embedding.py, models/deepseek_v2.py).
#pragma once

#include <cstdint>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/tensor.h>

#include "memory/parts/tensor_name.h"

namespace vramcalc::memory {

enum class Spread : std::uint8_t {
  replicated,
  even,
  key_value,  // by KV heads, copied where there are more ranks
  fused,      // queries by heads, keys and values by KV heads
};

/// `attention`: of the tensor's layer; null where it has none that is grouped.
[[nodiscard]] Spread spread_of(const model::Tensor& tensor, const TensorName& name,
                               const model::GroupedAttention* attention);

/// Whether it belongs to the end of the model, behind the last layer.
[[nodiscard]] bool is_behind_layers(const TensorName& name);

}  // namespace vramcalc::memory
