// llama.cpp's file types: which storage each tensor of a model gets in a GGUF file.
//
// The rules are those of `llama-quantize`, release 0.5.0:
// https://github.com/ggml-org/llama.cpp src/llama-quant.cpp and tools/quantize/quantize.cpp. Its
// parts are in files of their own: names of file types, categories of tensors, the mixture, and
// what happens to rows that are no whole number of blocks.
#pragma once

#include <string_view>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/recipe.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// "Q4_K_M", in any case: a file type that `llama-quantize` offers.
[[nodiscard]] bool is_gguf_file_type(std::string_view name);

/// The sizes of the file that `llama-quantize` would write.
///
/// The inventory has llama.cpp's tensor names and the types of the converter's 16-bit file. From
/// the architecture count gguf_name, heads, kv_heads, experts and the number of layers, which is
/// the file's block_count and includes its MTP layers. Vision, audio, adapters and scales are not
/// part of that file and keep their types.
///
/// Throws Error(not_found) for a file type that llama-quantize does not offer, and
/// Error(unsupported) where it refuses the model: Q1_0 has no replacement for odd rows.
[[nodiscard]] StoredModel store_as_gguf(const Inventory& inventory,
                                        const Architecture& architecture, const GgufRecipe& recipe);

}  // namespace vramcalc::model
