#include "memory/parts/cache_pools.h"

#include <algorithm>
#include <limits>

#include "memory/parts/line_items.h"

namespace vramcalc::memory {
namespace {

// No model is asked for a longer sequence; it ends the search.
constexpr std::uint64_t longest_tried = std::uint64_t{1} << 40U;

Bytes rest(const PoolPlan& plan, Bytes others) {
  return scaled(*plan.budget - std::min(*plan.budget, others), plan.share_of_rest);
}

std::uint64_t blocks_in(Bytes available, const PagedCache& cache) {
  return cache.block_bytes() == Bytes{} ? std::numeric_limits<std::uint64_t>::max()
                                        : available.count() / cache.block_bytes().count();
}

// The fewest of all GPUs; `others_of` picks one figure of an interval.
template <typename Figure>
std::uint64_t fewest_blocks(std::span<const PoolPlan> plans, Figure others_of) {
  std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
  for (const PoolPlan& plan : plans) {
    fewest = std::min(fewest, blocks_in(rest(plan, others_of(plan.others)), *plan.cache));
  }
  return fewest;
}

// GPUs of different stages have layers of different kinds: a sequence takes the most blocks of any.
std::uint64_t blocks_for(std::span<const PoolPlan> plans, std::uint64_t tokens) {
  std::uint64_t most = 0;
  for (const PoolPlan& plan : plans) {
    most = std::max(most, plan.cache->blocks_for(tokens));
  }
  return most;
}

double concurrency(std::span<const PoolPlan> plans, std::uint64_t blocks, std::uint64_t tokens) {
  const std::uint64_t each = blocks_for(plans, tokens);
  return each == 0 ? 0 : static_cast<double>(blocks) / static_cast<double>(each);
}

std::uint64_t tokens_in(std::span<const PoolPlan> plans, std::uint64_t blocks,
                        std::uint64_t context, CapacityRule rule) {
  if (rule == CapacityRule::concurrency) {
    return static_cast<std::uint64_t>(concurrency(plans, blocks, context) *
                                      static_cast<double>(context));
  }
  const PagedCache& cache = *plans.front().cache;
  return blocks / std::max<std::uint64_t>(cache.groups(), 1) * cache.block_tokens();
}

std::uint64_t longest_context(std::span<const PoolPlan> plans, std::uint64_t blocks) {
  std::uint64_t fits = 0;
  std::uint64_t beyond = longest_tried;
  while (beyond - fits > 1) {
    const std::uint64_t tried = fits + (beyond - fits) / 2;
    (blocks_for(plans, tried) <= blocks ? fits : beyond) = tried;
  }
  return fits;
}

void add_capacity(Estimate& estimate, std::span<const PoolPlan> plans, const Workload& workload,
                  CapacityRule rule) {
  const std::uint64_t least = fewest_blocks(plans, [](const Interval& all) { return all.high; });
  const std::uint64_t blocks =
      fewest_blocks(plans, [](const Interval& all) { return all.expected; });
  const std::uint64_t most = fewest_blocks(plans, [](const Interval& all) { return all.low; });
  const std::uint64_t context = workload.context_tokens;
  if (blocks_for(plans, context) == 0) {
    return;  // nothing is kept
  }
  estimate.capacity = {tokens_in(plans, least, context, rule),
                       tokens_in(plans, blocks, context, rule),
                       tokens_in(plans, most, context, rule), concurrency(plans, blocks, context),
                       longest_context(plans, blocks)};
}

}  // namespace

void add_pools(Estimate& estimate, std::span<const PoolPlan> plans, const Workload& workload,
               CapacityRule rule) {
  const bool has_budget = plans.front().budget.has_value();
  const std::uint64_t needed_blocks =
      (Bytes{blocks_for(plans, workload.context_tokens)} * workload.parallel).count();
  std::uint64_t blocks = needed_blocks;
  if (has_budget) {
    add_capacity(estimate, plans, workload, rule);
    blocks =
        std::max(blocks, fewest_blocks(plans, [](const Interval& all) { return all.expected; }));
  }
  for (const PoolPlan& plan : plans) {
    const Bytes each = plan.cache->block_bytes();
    if (each > Bytes{}) {
      estimate.items.push_back(certain_item(
          Component::kv_cache, plan.device, each * blocks, Basis::derived, "kv-cache-blocks",
          {{"blocks", blocks, TermUnit::count, TermOrigin::computed},
           {"block_bytes", each.count(), TermUnit::bytes, TermOrigin::model},
           {"block_tokens", plan.cache->block_tokens(), TermUnit::tokens, TermOrigin::engine}}));
    }
    if (!has_budget) {
      continue;
    }
    const Bytes cache = each * needed_blocks;
    // What is needed of the rest is more where the cache gets a part of it alone.
    const Bytes needed =
        scaled(cache, {plan.share_of_rest.denominator, plan.share_of_rest.numerator});
    estimate.pools.push_back({plan.device,
                              *plan.budget,
                              cache,
                              plan.others + certain(needed),
                              {rest(plan, plan.others.high), rest(plan, plan.others.expected),
                               rest(plan, plan.others.low)},
                              plan.must_be_free});
  }
}

}  // namespace vramcalc::memory
