// What older builds of llama.cpp do otherwise than the newest, as far as memory goes.
#pragma once

#include <vramcalc/memory/llama_cpp.h>

namespace vramcalc::memory::llama_cpp {

/// Logits are reserved for the tokens of a ubatch that ask for them, not for all of them.
[[nodiscard]] bool reserves_few_logits(std::uint64_t build);
/// Flash attention's masks are inputs of 16 bits; before, they came in 32 and were copied.
[[nodiscard]] bool has_narrow_masks(const LlamaCpp& options);
/// Token numbers and vectors are both inputs of every graph; before, the one that a pass brings.
[[nodiscard]] bool has_both_inputs(const LlamaCpp& options);
/// New keys and values go to the places that an input names.
[[nodiscard]] bool writes_by_index(const LlamaCpp& options);
/// CUDA's 16-bit copies of other caches are part of the compute buffer; before, they were taken
/// from a pool while running.
[[nodiscard]] bool reserves_converted_caches(const LlamaCpp& options);
/// Multi-token-prediction layers draft, for which families keep the last layer of all tokens.
[[nodiscard]] bool serves_drafts(const LlamaCpp& options);
/// Vulkan runs the nodes of a prompt in an order of its own.
[[nodiscard]] bool reorders_for_vulkan(const LlamaCpp& options);
/// --split-mode row is refused on every backend.
[[nodiscard]] bool refuses_row_split(const LlamaCpp& options);
/// --split-mode row spreads caches and layers over the GPUs; before, the main GPU had them.
[[nodiscard]] bool spreads_layers_with_rows(const LlamaCpp& options);
/// A compute buffer consists of chunks, none larger than the backend likes.
[[nodiscard]] bool allocates_in_chunks(const LlamaCpp& options);
/// A pipeline of GPUs whose copies do not fit is given up for a run without them.
[[nodiscard]] bool can_give_up_pipeline(const LlamaCpp& options);

}  // namespace vramcalc::memory::llama_cpp
