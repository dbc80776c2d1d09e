// What the name of a GGUF tensor says: the part of the model that it belongs to, and its layer.
//
// Names are llama.cpp's: https://github.com/ggml-org/llama.cpp src/llama-arch.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <vramcalc/model/tensor.h>

namespace vramcalc::read {

/// "blk.7.attn_q.weight" is {7, "attn_q.weight"}; without a block the stem is the whole name.
struct GgufName {
  std::optional<std::uint64_t> block;
  std::string_view stem;
};
[[nodiscard]] GgufName split_gguf_name(std::string_view name);

/// What the whole file says, for names do not tell everything.
struct GgufPartRules {
  bool adapter = false;    // general.type
  bool projector = false;  // a vision or audio tower with a file of its own
  std::uint64_t first_mtp_block = 0;
};

/// Sets the part of every tensor.
void assign_gguf_parts(model::Inventory& inventory, const GgufPartRules& rules);

}  // namespace vramcalc::read
