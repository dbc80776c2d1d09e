#include "memory/parts/paged_cache.h"

#include <algorithm>

#include "memory/parts/whole_numbers.h"

namespace vramcalc::memory {
namespace {

bool keeps_all(const Kept& kept) {
  return (kept.kind == KeptKind::full || kept.kind == KeptKind::index) && kept.tokens_a_row == 1;
}

}  // namespace

PagedCache::PagedCache(std::span<const CacheGroup> groups, const PagingRules& rules)
    : rules_(rules), block_tokens_(std::max<std::uint64_t>(rules.block_tokens, 1)) {
  for (const CacheGroup& group : groups) {
    buckets_.push_back({group.kept, group.layers, 1, block_tokens_});
  }
  alike_ = std::all_of(buckets_.begin(), buckets_.end(),
                       [](const Bucket& bucket) { return keeps_all(bucket.kept); });
  if (alike_) {
    lay_out_alike();
  } else {
    lay_out_mixed();
  }
}

// One group of all layers, whatever their rows: a page is the sum of the layers' pages.
void PagedCache::lay_out_alike() {
  for (const Bucket& bucket : buckets_) {
    block_bytes_ += bucket.kept.token_row * bucket.layers * block_tokens_;
  }
}

void PagedCache::lay_out_mixed() {
  Bytes widest_row;
  Bytes largest_state;
  for (const Bucket& bucket : buckets_) {
    widest_row = std::max(widest_row, bucket.kept.token_row);
    largest_state = std::max(largest_state, bucket.kept.state);
  }
  Bytes page = largest_state;
  if (widest_row > Bytes{}) {
    const std::uint64_t step = block_tokens_;
    block_tokens_ *=
        std::max<std::uint64_t>(1, divided_up(largest_state.count(), (widest_row * step).count()));
    page = widest_row * block_tokens_;
  }
  std::uint64_t fewest = 0;
  std::uint64_t most = 0;
  for (Bucket& bucket : buckets_) {
    // Narrower rows fill the page with more tokens.
    bucket.block_tokens =
        bucket.kept.token_row == Bytes{} ? 0 : page.count() / bucket.kept.token_row.count();
    fewest = fewest == 0 ? bucket.layers : std::min(fewest, bucket.layers);
    most = std::max(most, bucket.layers);
  }
  // Groups as small as the smallest kind, unless the largest is not half as large again: then
  // padding costs less. _get_kv_cache_groups_uniform_page_size
  const std::uint64_t group_layers = 2 * most < 3 * fewest ? most : fewest;
  for (Bucket& bucket : buckets_) {
    bucket.groups = divided_up(bucket.layers, group_layers);
  }
  block_bytes_ = page * group_layers;
}

std::uint64_t PagedCache::groups() const {
  std::uint64_t sum = 0;
  for (const Bucket& bucket : buckets_) {
    sum += bucket.groups;
  }
  return alike_ ? std::min<std::uint64_t>(sum, 1) : sum;
}

std::uint64_t PagedCache::blocks_for(std::uint64_t tokens) const {
  if (block_bytes_ == Bytes{}) {
    return 0;
  }
  if (alike_) {
    return divided_up(tokens, block_tokens_);
  }
  std::uint64_t blocks = 0;
  for (const Bucket& bucket : buckets_) {
    if (bucket.kept.kind == KeptKind::state) {
      blocks += bucket.groups * rules_.state_slots;
      continue;
    }
    // The window's first token is the one that is being computed. One more page, for it may begin
    // anywhere: SlidingWindowSpec.max_memory_usage_bytes
    const std::uint64_t in_flight = rules_.in_flight_tokens == 0 ? 0 : rules_.in_flight_tokens - 1;
    const std::uint64_t rows = rows_kept(bucket.kept, tokens, in_flight);
    const std::uint64_t more = bucket.kept.window == 0 ? 0 : 1;
    blocks +=
        bucket.groups * (divided_up(rows, std::max<std::uint64_t>(bucket.block_tokens, 1)) + more);
  }
  return blocks;
}

}  // namespace vramcalc::memory
