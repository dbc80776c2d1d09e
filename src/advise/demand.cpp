#include <vramcalc/advise/demand.h>

#include <algorithm>
#include <utility>

#include "advise/same_cards.h"

namespace vramcalc::advise {
namespace {

memory::Estimate estimate_on(const memory::Question& question,
                             const std::optional<hardware::Rig>& rig) {
  return rig ? memory::estimate(question, gpus_of(*rig)) : memory::estimate(question);
}

memory::Question on_other_cards(memory::Question question) {
  question.engine = memory::on_other_cards(std::move(question.engine));
  return question;
}

RigLoad placed(const memory::Estimate& estimate, const hardware::Rig& rig) {
  RigLoad load;
  const auto cards = static_cast<std::uint32_t>(hardware::card_count(rig));
  for (std::uint32_t card = 0; card < cards; ++card) {
    load.cards.push_back(load_of(estimate, {card}));
  }
  load.host = memory::total_on(estimate, memory::host_device);
  return load;
}

RigLoad shared(const memory::Estimate& estimate, const hardware::Rig& rig) {
  RigLoad load;
  const memory::Interval need = memory::total(estimate);
  const Bytes all = hardware::visible_memory(rig);
  const Bytes link = hardware::card_count(rig) > 1 ? interconnect_share : Bytes{};
  for (const hardware::RigCards& kind : rig.kinds) {
    const Bytes own = hardware::visible_memory(kind.gpu).bytes;
    const memory::Interval share =
        memory::Interval{share_of(need.low, own, all), share_of(need.expected, own, all),
                         share_of(need.high, own, all)} +
        memory::certain(link);
    load.cards.insert(load.cards.end(), kind.count, {share, share, {}, std::nullopt});
  }
  return load;
}

memory::GpuMaker maker_of(hardware::Vendor vendor) {
  switch (vendor) {
    case hardware::Vendor::nvidia:
      return memory::GpuMaker::nvidia;
    case hardware::Vendor::amd:
      return memory::GpuMaker::amd;
    case hardware::Vendor::intel:
      return memory::GpuMaker::intel;
    case hardware::Vendor::apple:
      return memory::GpuMaker::apple;
    case hardware::Vendor::other:
      break;
  }
  return memory::GpuMaker::unknown;
}

// "8.9" in tenths; 0 where it is not known.
std::uint64_t tenths(std::string_view capability) {
  std::uint64_t value = 0;
  for (const char c : capability) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
  }
  return value;
}

}  // namespace

CardLoad load_of(const memory::Estimate& estimate, memory::Device device) {
  CardLoad card;
  card.holds = memory::total_on(estimate, device);
  card.needs = card.holds;
  for (const memory::CachePool& pool : estimate.pools) {
    if (pool.device == device) {
      // The cache takes what is left; what it needs is the workload's.
      card.pool = pool;
      card.needs = memory::needed_on(estimate, device);
    }
  }
  for (const memory::DriverContext& context : estimate.contexts) {
    if (context.device == device) {
      card.driver = context.bytes;
    }
  }
  return card;
}

Verdict verdict_on(const CardLoad& card, Bytes usable, const memory::Interval& beside) {
  const Verdict on_card = verdict(card.needs + card.driver + beside, usable);
  if (!card.pool) {
    return on_card;
  }
  // The budget has to be free at the start, and what comes on top of it once the cache is there.
  const Bytes left = usable_of(card, usable - std::min(usable, beside.expected));
  const bool is_refused = card.pool->must_be_free && left < card.pool->budget;
  const Verdict at_start = is_refused                   ? Verdict::no
                           : left < card.holds.expected ? Verdict::tight
                                                        : Verdict::fits;
  return std::max({on_card, at_start, verdict(card.pool->needed, card.pool->budget)});
}

Bytes usable_of(const CardLoad& card, Bytes usable) {
  return usable - std::min(usable, card.driver.expected);
}

RigLoad load_on(const memory::Estimate& estimate, const hardware::Rig& rig) {
  return estimate.is_placed ? placed(estimate, rig) : shared(estimate, rig);
}

// Weights do not shrink with more cards.
Bytes least_on_cards(const memory::Estimate& estimate) {
  if (!estimate.is_placed) {
    return memory::total(estimate).expected;
  }
  Bytes weights;
  for (const memory::LineItem& item : estimate.items) {
    if (!item.device.is_host() && item.component == memory::Component::weights) {
      weights += item.expected;
    }
  }
  return weights;
}

std::vector<memory::GpuMemory> gpus_of(const hardware::Rig& rig) {
  std::vector<memory::GpuMemory> gpus;
  for (const hardware::RigCards& kind : rig.kinds) {
    const bool counts_sm = kind.gpu.vendor == hardware::Vendor::nvidia;
    memory::GpuMemory gpu{.visible = hardware::visible_memory(kind.gpu).bytes,
                          .sm_count = counts_sm ? kind.gpu.sm_count.value_or(0) : 0,
                          .compute_capability = counts_sm ? tenths(kind.gpu.compute_capability) : 0,
                          .maker = maker_of(kind.gpu.vendor),
                          .is_unified = kind.gpu.unified_memory};
    for (std::uint64_t card = 0; card < kind.count; ++card) {
      gpu.taken = hardware::in_use(kind, card).value_or(Bytes{});
      gpus.push_back(gpu);
    }
  }
  return gpus;
}

Demand::Demand(memory::Question question, std::optional<hardware::Rig> asked, Bytes reserve)
    : question_(memory::prepared(std::move(question))),
      asked_(std::move(asked)),
      reserve_(reserve),
      estimate_(estimate_on(question_, asked_)) {}

RigLoad Demand::on(const hardware::Rig& rig) const {
  if (!estimate_.is_placed || (asked_ && have_same_cards(asked_->kinds, rig.kinds))) {
    return load_on(estimate_, rig);
  }
  return load_on(memory::estimate(on_other_cards(question_), gpus_of(rig)), rig);
}

bool Demand::runs_on(const hardware::Gpu& gpu) const {
  return memory::runs_on(question_.engine, maker_of(gpu.vendor));
}

Bytes Demand::usable(const hardware::Gpu& gpu) const {
  return usable_memory(gpu, reserve_);
}

Bytes Demand::usable(const hardware::RigCards& kind, std::uint64_t card) const {
  return usable_memory(kind, card, reserve_);
}

std::optional<std::uint64_t> Demand::fewest_conceivable(const hardware::Gpu& gpu) const {
  const Bytes most = usable(gpu);
  if (most == Bytes{}) {
    return std::nullopt;
  }
  return std::max<std::uint64_t>(1, share_of(least_on_cards(estimate_), most.count()).count());
}

}  // namespace vramcalc::advise
