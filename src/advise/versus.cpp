#include <vramcalc/advise/versus.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <vramcalc/core/error.h>

#include "advise/same_assumption.h"
#include "advise/same_cards.h"

namespace vramcalc::advise {
namespace {

// A question with its estimate, as far as the way from one to another goes.
struct Estimated {
  const EstimateRequest* request;
  memory::Estimate estimate;
};

bool have_same_gpus(const Estimated& a, const Estimated& b) {
  const EstimateRequest& x = *a.request;
  const EstimateRequest& y = *b.request;
  if (!a.estimate.is_placed || !b.estimate.is_placed || x.rig_is_named != y.rig_is_named) {
    return false;
  }
  return !x.rig_is_named || have_same_cards(x.cards, y.cards);
}

using Place = std::pair<std::optional<memory::Device>, memory::Component>;

Place place_of(const memory::LineItem& item, bool by_device) {
  const bool is_named = by_device || item.device.is_host();
  return {is_named ? std::optional{item.device} : std::nullopt, item.component};
}

// In the order of the devices, the host last.
std::vector<ComponentChange> components_of(const Estimated& before, const Estimated& after,
                                           bool by_device) {
  std::map<Place, BytesChange> changes;
  for (const memory::LineItem& item : before.estimate.items) {
    changes[place_of(item, by_device)].before += item.expected;
  }
  for (const memory::LineItem& item : after.estimate.items) {
    changes[place_of(item, by_device)].after += item.expected;
  }
  std::vector<ComponentChange> components;
  for (const auto& [place, bytes] : changes) {
    if (bytes.before > Bytes{} || bytes.after > Bytes{}) {
      components.push_back({place.second, place.first, bytes});
    }
  }
  return components;
}

BytesChange total_of(const Estimated& before, const Estimated& after) {
  return {memory::total(before.estimate).expected, memory::total(after.estimate).expected};
}

BytesChange host_of(const Estimated& before, const Estimated& after) {
  return {memory::total_on(before.estimate, memory::host_device).expected,
          memory::total_on(after.estimate, memory::host_device).expected};
}

std::vector<ComponentChange> moved(std::vector<ComponentChange> components) {
  std::erase_if(components, [](const ComponentChange& component) {
    return component.bytes.before == component.bytes.after;
  });
  return components;
}

VersusStep step_of(const Estimated& before, const Estimated& after, std::vector<Change> changes) {
  return {std::move(changes), total_of(before, after), host_of(before, after),
          moved(components_of(before, after, have_same_gpus(before, after))),
          moved(components_of(before, after, false))};
}

// Nothing where the engine refuses it: what comes behind may make it possible.
std::optional<Estimated> estimated(const std::optional<EstimateRequest>& request) {
  if (!request) {
    return std::nullopt;
  }
  try {
    const memory::Question question = question_of(*request);
    return Estimated{&*request, request->rig_is_named
                                    ? memory::estimate(question, gpus_of({request->cards}))
                                    : memory::estimate(question)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

void add_remarks(VersusAnswer& answer) {
  for (const Assumption& assumption : answer.base.assumptions) {
    if (holds(answer.other.assumptions, assumption)) {
      answer.assumptions.push_back(assumption);
    }
  }
  answer.warnings = answer.base.warnings;
  for (const Text& warning : answer.other.warnings) {
    if (std::none_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Text& other) { return render(other) == render(warning); })) {
      answer.warnings.push_back(warning);
    }
  }
}

}  // namespace

std::int64_t BytesChange::difference() const {
  const bool is_more = before <= after;
  const Bytes size = is_more ? after - before : before - after;
  if (size.count() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    throw_size_overflow();
  }
  const auto bytes = static_cast<std::int64_t>(size.count());
  return is_more ? bytes : -bytes;
}

VersusAnswer versus(const VersusRequest& request) {
  const EstimateRequest& second = *request.changes.back().request;
  VersusAnswer answer;
  answer.base = advise::answer(request.base);
  answer.other = advise::answer(second);
  add_remarks(answer);
  const Estimated base{&request.base, answer.base.estimate};
  const Estimated other{&second, answer.other.estimate};
  answer.total = total_of(base, other);
  answer.host = host_of(base, other);
  answer.components = components_of(base, other, have_same_gpus(base, other));
  answer.summed = components_of(base, other, false);
  Estimated before = base;
  std::vector<Change> changes;
  for (const ChangedQuestion& changed : request.changes) {
    changes.push_back(changed.change);
    std::optional<Estimated> after =
        &changed == &request.changes.back() ? std::optional{other} : estimated(changed.request);
    if (after) {
      answer.steps.push_back(step_of(before, *after, std::exchange(changes, {})));
      before = *std::move(after);
    }
  }
  return answer;
}

}  // namespace vramcalc::advise
