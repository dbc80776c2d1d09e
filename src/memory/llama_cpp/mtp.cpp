#include "memory/llama_cpp/mtp.h"

#include <algorithm>
#include <map>

#include "memory/llama_cpp/cache_items.h"
#include "memory/parts/line_items.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// The draft's own cache: a layer like the last one that sees the whole context.
void add_cache(std::vector<LineItem>& items, const std::vector<CacheBlock>& blocks,
               const Placement& placement) {
  const auto last = std::find_if(blocks.rbegin(), blocks.rend(), [](const CacheBlock& block) {
    return block.kind == CacheKind::full;
  });
  if (last != blocks.rend()) {
    for (LineItem& item : cache_items({*last}, placement)) {
      item.basis = Basis::derived;
      items.push_back(std::move(item));
    }
  }
}

}  // namespace

std::vector<LineItem> mtp_items(const PlacedWeights& weights, const std::vector<CacheBlock>& blocks,
                                const Placement& placement, const LlamaCpp& options) {
  std::vector<LineItem> items;
  for (const PlacedWeights::OnDevice& placed : weights.devices) {
    if (placed.mtp > Bytes{}) {
      items.push_back(
          tensors_item(Component::mtp_weights, placed.device, placed.mtp, placed.mtp_tensors));
    }
  }
  if (items.empty()) {
    return items;  // a model without such layers drafts nothing
  }
  add_cache(items, blocks, placement);
  std::map<Device, Bytes> states;
  for (const CacheBlock& block : blocks) {
    if (block.kind == CacheKind::recurrent) {
      states[placement.cache_of(block.layer)] += block.bytes;
    }
  }
  for (const auto& [device, bytes] : states) {
    items.push_back(certain_item(
        Component::recurrent_state, device, bytes * options.draft_mtp_tokens, Basis::exact,
        "draft-states",
        {{"states", bytes.count(), TermUnit::bytes, TermOrigin::computed},
         {"draft_tokens", options.draft_mtp_tokens, TermUnit::count, TermOrigin::engine}}));
  }
  return items;
}

}  // namespace vramcalc::memory::llama_cpp
