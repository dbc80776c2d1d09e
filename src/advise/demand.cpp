#include <vramcalc/advise/demand.h>

#include <algorithm>
#include <utility>

#include <vramcalc/advise/verdict.h>

namespace vramcalc::advise {
namespace {

memory::Estimate estimate_on(const memory::Question& question,
                             const std::optional<hardware::Rig>& rig) {
  return rig ? memory::estimate(question, gpus_of(*rig)) : memory::estimate(question);
}

bool are_equal(const hardware::Rig& a, const hardware::Rig& b) {
  return std::equal(a.kinds.begin(), a.kinds.end(), b.kinds.begin(), b.kinds.end(),
                    [](const hardware::RigCards& x, const hardware::RigCards& y) {
                      return x.gpu.id == y.gpu.id && x.count == y.count &&
                             hardware::visible_memory(x.gpu).bytes ==
                                 hardware::visible_memory(y.gpu).bytes;
                    });
}

memory::Question without_split(memory::Question question) {
  if (auto* options = std::get_if<memory::LlamaCpp>(&question.engine)) {
    options->tensor_split.clear();
  }
  return question;
}

RigLoad placed(const memory::Estimate& estimate, const hardware::Rig& rig) {
  RigLoad load;
  const auto cards = static_cast<std::uint32_t>(hardware::card_count(rig));
  for (std::uint32_t card = 0; card < cards; ++card) {
    load.cards.push_back(memory::total_on(estimate, {card}));
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
    const memory::Interval share{share_of(need.low, own, all) + link,
                                 share_of(need.expected, own, all) + link,
                                 share_of(need.high, own, all) + link};
    load.cards.insert(load.cards.end(), kind.count, share);
  }
  return load;
}

// What does not shrink with more cards.
Bytes on_all_cards(const memory::Estimate& estimate) {
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

}  // namespace

std::vector<memory::GpuMemory> gpus_of(const hardware::Rig& rig) {
  std::vector<memory::GpuMemory> gpus;
  for (const hardware::RigCards& kind : rig.kinds) {
    const bool counts_sm = kind.gpu.vendor == hardware::Vendor::nvidia;
    gpus.insert(gpus.end(), kind.count,
                {.visible = hardware::visible_memory(kind.gpu).bytes,
                 .sm_count = counts_sm ? kind.gpu.sm_count.value_or(0) : 0});
  }
  return gpus;
}

Demand::Demand(memory::Question question, std::optional<hardware::Rig> asked, Bytes reserve)
    : question_(std::move(question)),
      asked_(std::move(asked)),
      reserve_(reserve),
      estimate_(estimate_on(question_, asked_)) {}

RigLoad Demand::on(const hardware::Rig& rig) const {
  if (!estimate_.is_placed) {
    return shared(estimate_, rig);
  }
  if (asked_ && are_equal(*asked_, rig)) {
    return placed(estimate_, rig);
  }
  return placed(memory::estimate(without_split(question_), gpus_of(rig)), rig);
}

Bytes Demand::usable(const hardware::Gpu& gpu) const {
  return usable_memory(gpu, reserve_);
}

std::optional<std::uint64_t> Demand::fewest_conceivable(const hardware::Gpu& gpu) const {
  const Bytes most = usable(gpu);
  if (most == Bytes{}) {
    return std::nullopt;
  }
  return std::max<std::uint64_t>(1, share_of(on_all_cards(estimate_), most.count()).count());
}

}  // namespace vramcalc::advise
