#include "memory/parts/cache_items.h"

#include <algorithm>

#include "memory/parts/line_items.h"

namespace vramcalc::memory {
namespace {

std::string_view formula_of(KeptKind kind) {
  switch (kind) {
    case KeptKind::full:
      return "kv-rows";
    case KeptKind::window:
      return "kv-rows-window";
    case KeptKind::index:
      return "kv-rows-index";
    case KeptKind::state:
      break;
  }
  return "recurrent-state";
}

}  // namespace

void add_cache_items(std::vector<LineItem>& items, Device device,
                     std::span<const CacheGroup> groups, const SequencesKept& kept) {
  for (const CacheGroup& group : groups) {
    const bool is_state = group.kept.kind == KeptKind::state;
    const std::uint64_t rows = rows_kept(group.kept, kept.tokens, kept.in_flight);
    const Bytes bytes =
        (is_state ? group.kept.state : group.kept.token_row * rows) * group.layers * kept.sequences;
    std::vector<Term> terms{{"layers", group.layers, TermUnit::count, TermOrigin::model},
                            {"sequences", kept.sequences, TermUnit::count, TermOrigin::workload}};
    if (is_state) {
      terms.push_back({"state", group.kept.state.count(), TermUnit::bytes, TermOrigin::model});
    } else {
      terms.push_back({"rows", rows, TermUnit::tokens, TermOrigin::workload});
      terms.push_back({"row", group.kept.token_row.count(), TermUnit::bytes, TermOrigin::model});
    }
    items.push_back(certain_item(is_state ? Component::recurrent_state : Component::kv_cache,
                                 device, bytes, Basis::exact, formula_of(group.kept.kind),
                                 std::move(terms)));
  }
}

Bytes largest_layer(std::span<const CacheGroup> groups, const SequencesKept& kept) {
  Bytes largest;
  for (const CacheGroup& group : groups) {
    largest =
        std::max(largest, group.kept.token_row *
                              rows_kept(group.kept, kept.tokens, kept.in_flight) * kept.sequences);
  }
  return largest;
}

void add_bytes_per_token(Estimate& estimate, std::span<const CacheGroup> groups,
                         std::uint64_t gpus) {
  Bytes sum;
  for (const CacheGroup& group : groups) {
    if (group.kept.kind == KeptKind::full || group.kept.kind == KeptKind::index) {
      sum += Bytes{(group.kept.token_row * group.layers).count() / group.kept.tokens_a_row};
    }
  }
  estimate.cache_bytes_per_token = estimate.cache_bytes_per_token.value_or(0) + sum.count() * gpus;
}

}  // namespace vramcalc::memory
