#include "advise/together/set_load.h"

#include <algorithm>

#include "advise/same_cards.h"

namespace vramcalc::advise {

SetLoad load_set(std::span<const EstimateRequest> models, const hardware::Rig& rig) {
  const bool is_asked =
      models.front().rig_is_named && have_same_cards(models.front().cards, rig.kinds);
  std::vector<memory::GpuMemory> gpus = gpus_of(rig);
  SetLoad set;
  for (const EstimateRequest& model : models) {
    memory::Question question = question_of(model);
    if (!is_asked) {
      question.engine = memory::on_other_cards(std::move(question.engine));
    }
    set.gpus.push_back(gpus);
    set.estimates.push_back(memory::estimate(question, gpus));
    set.loads.push_back(load_on(set.estimates.back(), rig));
    for (std::size_t card = 0; card < gpus.size(); ++card) {
      const CardLoad& load = set.loads.back().cards[card];
      gpus[card].taken += load.holds.expected + load.driver.expected;
    }
  }
  return set;
}

memory::Interval held_before(const SetLoad& set, std::size_t model, std::size_t card) {
  memory::Interval held;
  for (std::size_t i = 0; i < model; ++i) {
    const CardLoad& load = set.loads[i].cards[card];
    held = held + load.holds + load.driver;
  }
  return held;
}

Verdict verdict_on(const SetLoad& set, std::size_t card, Bytes usable) {
  Verdict worst = Verdict::fits;
  for (std::size_t i = 0; i < set.loads.size(); ++i) {
    worst =
        std::max(worst, verdict_on(set.loads[i].cards[card], usable, held_before(set, i, card)));
  }
  return worst;
}

memory::Interval holds_on(const SetLoad& set, std::size_t card) {
  memory::Interval holds;
  for (const RigLoad& load : set.loads) {
    holds = holds + load.cards[card].holds;
  }
  return holds;
}

memory::Interval drivers_on(const SetLoad& set, std::size_t card) {
  memory::Interval drivers;
  for (const RigLoad& load : set.loads) {
    drivers = drivers + load.cards[card].driver;
  }
  return drivers;
}

memory::Interval host_of(const SetLoad& set) {
  memory::Interval host;
  for (const RigLoad& load : set.loads) {
    host = host + load.host;
  }
  return host;
}

Bytes largest_weights(const SetLoad& set) {
  Bytes largest;
  for (const memory::Estimate& estimate : set.estimates) {
    largest = std::max(largest, estimate.weights);
  }
  return largest;
}

}  // namespace vramcalc::advise
