// What a tensor is to the quantiser, told from its name and shape.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

enum class TensorCategory : std::uint8_t {
  token_embedding,
  output,  // the head
  attention_query,
  attention_key,
  attention_value,  // also attn_qkv and the joint attn_kv_b: all that hold values
  attention_output,
  feed_forward_up,
  feed_forward_gate,
  feed_forward_down,
  other,
};

[[nodiscard]] TensorCategory category_of(std::string_view name);

/// False for what keeps the type that it has: vectors, norms, routers, convolutions and other small
/// tensors, and everything that is no weight.
[[nodiscard]] bool may_be_quantised(const Tensor& tensor);

/// Without "blk.N.", which begins most names.
[[nodiscard]] std::string_view after_block(std::string_view name);

/// The N of "blk.N."; empty for tensors outside the blocks.
[[nodiscard]] std::optional<std::uint64_t> block_number(std::string_view name);

}  // namespace vramcalc::model
