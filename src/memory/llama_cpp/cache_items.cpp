#include "memory/llama_cpp/cache_items.h"

#include <algorithm>
#include <tuple>

#include "memory/parts/line_items.h"

namespace vramcalc::memory::llama_cpp {
namespace {

std::string_view formula_of(CacheKind kind) {
  switch (kind) {
    case CacheKind::full:
      return "kv-cache";
    case CacheKind::window:
      return "kv-cache-window";
    case CacheKind::index:
      return "kv-cache-index";
    case CacheKind::compressed:
      return "kv-cache-compressed";
    case CacheKind::compressor:
      return "compressor-state";
    case CacheKind::recurrent:
      break;
  }
  return "recurrent-state";
}

bool is_state(CacheKind kind) {
  return kind == CacheKind::recurrent || kind == CacheKind::compressor;
}

auto key_of(const CacheBlock& block, const Placement& placement) {
  return std::tuple{placement.cache_of(block.layer),
                    block.kind,
                    block.cells.cells,
                    block.cells.streams,
                    block.key_row,
                    block.value_row};
}

struct AlikeBlocks {
  const CacheBlock* first = nullptr;
  std::uint64_t layers = 0;
};

std::vector<Term> terms_of(const CacheBlock& block, std::uint64_t layers) {
  if (is_state(block.kind)) {
    return {
        {"layers", layers, TermUnit::count, TermOrigin::model},
        {"sequences", block.cells.streams, TermUnit::count, TermOrigin::workload},
        {"state", (block.key_row + block.value_row).count(), TermUnit::bytes, TermOrigin::model}};
  }
  return {{"layers", layers, TermUnit::count, TermOrigin::model},
          {"streams", block.cells.streams, TermUnit::count, TermOrigin::workload},
          {"cells", block.cells.cells, TermUnit::tokens, TermOrigin::workload},
          {"key_row", block.key_row.count(), TermUnit::bytes, TermOrigin::model},
          {"value_row", block.value_row.count(), TermUnit::bytes, TermOrigin::model}};
}

}  // namespace

std::vector<LineItem> cache_items(const std::vector<CacheBlock>& blocks,
                                  const Placement& placement) {
  std::vector<AlikeBlocks> groups;
  for (const CacheBlock& block : blocks) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const AlikeBlocks& known) {
      return key_of(*known.first, placement) == key_of(block, placement);
    });
    if (group == groups.end()) {
      groups.push_back({&block, 1});
    } else {
      ++group->layers;
    }
  }
  std::sort(groups.begin(), groups.end(), [&](const AlikeBlocks& a, const AlikeBlocks& b) {
    return key_of(*a.first, placement) < key_of(*b.first, placement);
  });
  std::vector<LineItem> items;
  for (const auto& [first, layers] : groups) {
    items.push_back(
        certain_item(is_state(first->kind) ? Component::recurrent_state : Component::kv_cache,
                     placement.cache_of(first->layer), first->bytes * layers, Basis::exact,
                     formula_of(first->kind), terms_of(*first, layers)));
  }
  return items;
}

}  // namespace vramcalc::memory::llama_cpp
