#include "memory/llama_cpp/host_items.h"

#include <algorithm>

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr Bytes mebibyte{std::uint64_t{1} << 20};
constexpr Bytes logit_bytes{4};

// --ctx-checkpoints makes one every so many tokens of a prompt
// (https://github.com/ggml-org/llama.cpp, common/common.h, checkpoint_every_nt)
constexpr std::uint64_t tokens_of_checkpoint = 8192;

// Caches that cannot be cut back to an earlier token: these alone need checkpoints
// (https://github.com/ggml-org/llama.cpp, tools/server/server-context.cpp).
bool forgets(CacheKind kind) {
  return kind == CacheKind::window || kind == CacheKind::compressor || kind == CacheKind::recurrent;
}

}  // namespace

LineItem output_buffer(std::uint64_t vocabulary, const Workload& workload) {
  // One row for every sequence, also in builds that reserve more of them in the graph.
  const std::uint64_t rows = std::max<std::uint64_t>(workload.parallel, 1);
  const Bytes bytes = logit_bytes * vocabulary * rows;
  return {.component = Component::output,
          .device = host_device,
          .low = bytes,
          .expected = bytes,
          .high = bytes,
          .basis = Basis::derived,
          .formula = "output-buffer",
          .terms = {{"vocabulary", vocabulary, TermUnit::count, TermOrigin::model},
                    {"outputs", rows, TermUnit::tokens, TermOrigin::workload}}};
}

std::vector<LineItem> prompt_cache(const std::vector<CacheBlock>& blocks, const Workload& workload,
                                   const LlamaCpp& options) {
  std::vector<LineItem> items;
  if (options.program != LlamaCppProgram::server) {
    return items;
  }
  Bytes all;
  Bytes forgetful;  // of one sequence
  for (const CacheBlock& block : blocks) {
    all += block.bytes;
    if (forgets(block.kind)) {
      forgetful += share_of(block.bytes, workload.parallel);
    }
  }
  if (options.cache_ram_mib != 0 && all > Bytes{}) {
    const Bytes limit = mebibyte * options.cache_ram_mib;
    items.push_back({.component = Component::prompt_cache,
                     .device = host_device,
                     .low = {},
                     .expected = std::min(all, limit),
                     .high = limit,
                     .basis = Basis::heuristic,
                     .formula = "prompt-cache",
                     .terms = {{"caches", all.count(), TermUnit::bytes, TermOrigin::computed},
                               {"cache_ram", limit.count(), TermUnit::bytes, TermOrigin::engine}}});
  }
  if (options.context_checkpoints != 0 && forgetful > Bytes{}) {
    const std::uint64_t due = workload.context_tokens / tokens_of_checkpoint + 1;
    const std::uint64_t kept = std::min(due, options.context_checkpoints);
    items.push_back(
        {.component = Component::prompt_cache,
         .device = host_device,
         .low = {},
         .expected = forgetful * (kept * workload.parallel),
         .high = forgetful * (options.context_checkpoints * workload.parallel),
         .basis = Basis::heuristic,
         .formula = "context-checkpoints",
         .terms = {{"state", forgetful.count(), TermUnit::bytes, TermOrigin::computed},
                   {"checkpoints", kept, TermUnit::count, TermOrigin::engine},
                   {"sequences", workload.parallel, TermUnit::count, TermOrigin::workload}}});
  }
  return items;
}

}  // namespace vramcalc::memory::llama_cpp
