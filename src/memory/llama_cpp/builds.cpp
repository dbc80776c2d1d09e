#include "memory/llama_cpp/builds.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// Builds are numbered by commit. These are of the days on which the changes were merged, exact to
// some twenty builds; published logs agree on either side of each.

// https://github.com/ggml-org/llama.cpp/pull/10026 of November 2024
constexpr std::uint64_t first_with_layers_and_rows = 4000;
// https://github.com/ggml-org/llama.cpp/pull/14959 of August 2025; not in b5781, in b6699
constexpr std::uint64_t first_with_indexed_writes = 6080;
// https://github.com/ggml-org/llama.cpp/pull/15815 of September 2025
constexpr std::uint64_t first_with_chunks = 6580;
// https://github.com/ggml-org/llama.cpp/pull/17475 of November 2025; not in b5781
constexpr std::uint64_t first_with_vulkan_order = 7170;
// https://github.com/ggml-org/llama.cpp/pull/16748 of October 2025
constexpr std::uint64_t first_to_give_up_pipeline = 6860;
// https://github.com/ggml-org/llama.cpp/pull/18898 of January 2026; not in b6699, in b8829
constexpr std::uint64_t first_with_both_inputs = 7820;
// https://github.com/ggml-org/llama.cpp/pull/22673 of May 2026; not in b8893
constexpr std::uint64_t first_to_serve_drafts = 9180;
// https://github.com/ggml-org/llama.cpp/pull/23764 of May 2026; not in b9272, in b9496
constexpr std::uint64_t first_with_narrow_masks = 9370;
// https://github.com/ggml-org/llama.cpp/pull/23861 of June 2026; not in b9272, in b9496
constexpr std::uint64_t first_with_few_logits = 9450;
// https://github.com/ggml-org/llama.cpp/pull/23907 of June 2026; not in b8893, in b10644
constexpr std::uint64_t first_with_reserved_conversion = 9500;
// https://github.com/ggml-org/llama.cpp/pull/24216: the first without prints "version: 9890
// (74976e1ae)" (https://github.com/ggml-org/llama.cpp/issues/25884)
constexpr std::uint64_t first_without_rows = 9890;

bool is_since(const LlamaCpp& options, std::uint64_t first) {
  return !options.build || *options.build >= first;
}

}  // namespace

bool reserves_few_logits(std::uint64_t build) {
  return build >= first_with_few_logits;
}
bool has_narrow_masks(const LlamaCpp& options) {
  return is_since(options, first_with_narrow_masks);
}
bool has_both_inputs(const LlamaCpp& options) {
  return is_since(options, first_with_both_inputs);
}
bool writes_by_index(const LlamaCpp& options) {
  return is_since(options, first_with_indexed_writes);
}
bool reserves_converted_caches(const LlamaCpp& options) {
  return is_since(options, first_with_reserved_conversion);
}
bool serves_drafts(const LlamaCpp& options) {
  return is_since(options, first_to_serve_drafts);
}
bool reorders_for_vulkan(const LlamaCpp& options) {
  return is_since(options, first_with_vulkan_order);
}
bool refuses_row_split(const LlamaCpp& options) {
  return is_since(options, first_without_rows);
}
bool spreads_layers_with_rows(const LlamaCpp& options) {
  return is_since(options, first_with_layers_and_rows);
}
bool allocates_in_chunks(const LlamaCpp& options) {
  return is_since(options, first_with_chunks);
}
bool can_give_up_pipeline(const LlamaCpp& options) {
  return is_since(options, first_to_give_up_pipeline);
}

}  // namespace vramcalc::memory::llama_cpp

namespace vramcalc::memory {

void set_build(LlamaCpp& options, std::uint64_t build) {
  options.build = build;
  options.all_logits = !llama_cpp::reserves_few_logits(build);
}

}  // namespace vramcalc::memory
