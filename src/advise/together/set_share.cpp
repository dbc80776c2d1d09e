#include "advise/together/set_share.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "advise/rig_check.h"

namespace vramcalc::advise {
namespace {

// The option by which an engine's share of a card is set; empty of the others.
struct ShareOption {
  std::string_view operator()(const memory::Vllm& /*engine*/) const {
    return "--gpu-memory-utilization";
  }
  std::string_view operator()(const memory::Sglang& /*engine*/) const {
    return "--mem-fraction-static";
  }
  std::string_view operator()(const memory::TensorRtLlm& /*engine*/) const {
    return "--kv_cache_free_gpu_memory_fraction";
  }
  template <typename Other>
  std::string_view operator()(const Other& /*engine*/) const {
    return {};
  }
};

struct SetShare {
  Ratio share;

  void operator()(memory::Vllm& engine) const { engine.gpu_memory_utilization = share; }
  void operator()(memory::Sglang& engine) const { engine.mem_fraction_static = share; }
  void operator()(memory::TensorRtLlm& engine) const {
    engine.kv_cache_free_gpu_memory_fraction = share;
  }
  template <typename Other>
  void operator()(Other& /*engine*/) const {}
};

std::string_view option_of(const EstimateRequest& model) {
  return std::visit(ShareOption{}, model.engine);
}

Verdict worst(const SetLoad& set, const std::vector<Bytes>& usable) {
  Verdict worst = Verdict::fits;
  for (std::size_t card = 0; card < usable.size(); ++card) {
    worst = std::max(worst, verdict_on(set, card, usable[card]));
  }
  return worst;
}

// A smaller share only ever leaves the others more: what they lack themselves is not looked at.
SetLoad without_needs_of(const std::vector<std::size_t>& changed, SetLoad set) {
  for (const std::size_t model : changed) {
    for (CardLoad& card : set.loads[model].cards) {
      if (card.pool) {
        card.pool->needed = {};
      }
    }
  }
  return set;
}

SetLoad with_share(std::span<const EstimateRequest> models, const std::vector<std::size_t>& changed,
                   const hardware::Rig& rig, Ratio share) {
  std::vector<EstimateRequest> tried{models.begin(), models.end()};
  for (const std::size_t model : changed) {
    std::visit(SetShare{share}, tried[model].engine);
  }
  return load_set(tried, rig);
}

// The largest share in whole percent at which all of them run, taken by all of `changed`.
std::optional<Ratio> share_that_does(std::span<const EstimateRequest> models,
                                     const std::vector<std::size_t>& changed,
                                     const hardware::Rig& rig, const std::vector<Bytes>& usable) {
  constexpr std::uint64_t whole = 100;
  std::uint64_t does = 0;
  std::uint64_t too_much = whole;
  while (too_much - does > 1) {
    const std::uint64_t tried = does + (too_much - does) / 2;
    const SetLoad set = without_needs_of(changed, with_share(models, changed, rig, {tried, whole}));
    (worst(set, usable) == Verdict::no ? too_much : does) = tried;
  }
  // Of several, those that start later get what the first leave, which a smaller share of all
  // may make more; one alone has less of it.
  const std::uint64_t least = changed.size() > 1 ? 1 : does;
  for (; does > 0 && does >= least; --does) {
    const Ratio share{does, whole};
    if (worst(with_share(models, changed, rig, share), usable) != Verdict::no) {
      return share;
    }
  }
  return std::nullopt;
}

// What is wrong with a model's budget on a card; nothing where it is not at fault.
std::optional<Text> fault_of(std::span<const EstimateRequest> models, const SetLoad& set,
                             std::size_t model, std::size_t card, Bytes usable) {
  const CardLoad& load = set.loads[model].cards[card];
  if (!load.pool || option_of(models[model]).empty()) {
    return std::nullopt;
  }
  const Bytes held = held_before(set, model, card).expected;
  const Bytes left = usable_of(load, usable - std::min(usable, held));
  const auto text = [&](MessageId id, Bytes budget) {
    return Text{id,
                {{"engine", std::string{memory::id_of(models[model].engine)}},
                 {"device", memory::name_of({static_cast<std::uint32_t>(card)})},
                 {"budget", size_text(budget, ByteUnit::gib)},
                 {"free", size_text(left, ByteUnit::gib)}}};
  };
  if (load.pool->must_be_free && left < load.pool->budget) {
    return text(MessageId::warning_budget_not_free, load.pool->budget);
  }
  const bool is_last = model + 1 == models.size();
  const bool has_more = load.pool->needed.expected < load.pool->budget;
  const bool others_lack = verdict(held_before(set, models.size(), card), usable) == Verdict::no;
  return !is_last && has_more && others_lack
             ? std::optional{text(MessageId::warning_budget_leaves_none, load.holds.expected)}
             : std::nullopt;
}

std::vector<SetWarning> faults_on(std::span<const EstimateRequest> models, const SetLoad& set,
                                  std::size_t card, Bytes usable) {
  std::vector<SetWarning> faults;
  for (std::size_t model = 0; model < models.size(); ++model) {
    if (std::optional<Text> fault = fault_of(models, set, model, card, usable)) {
      faults.push_back({model, *std::move(fault)});
    }
  }
  return faults;
}

SetWarning advice(std::span<const EstimateRequest> models, std::size_t model, Ratio share) {
  return {model,
          {MessageId::warning_share_would_do,
           {{"option", std::string{option_of(models[model])}},
            {"share", decimal_text(share.value(), 2)}}}};
}

// Those at fault alone where that is enough, else all that take a share, each the same.
std::vector<SetWarning> advice_for(std::span<const EstimateRequest> models,
                                   const std::vector<std::size_t>& faulty, const hardware::Rig& rig,
                                   const std::vector<Bytes>& usable) {
  std::vector<std::size_t> all;
  for (std::size_t model = 0; model < models.size(); ++model) {
    if (!option_of(models[model]).empty()) {
      all.push_back(model);
    }
  }
  for (const std::vector<std::size_t>& changed : {faulty, all}) {
    if (const std::optional<Ratio> share = share_that_does(models, changed, rig, usable)) {
      std::vector<SetWarning> advised;
      advised.reserve(changed.size());
      for (const std::size_t model : changed) {
        advised.push_back(advice(models, model, *share));
      }
      return advised;
    }
  }
  return {{faulty.front(),
           {MessageId::warning_no_share_would_do,
            {{"option", std::string{option_of(models[faulty.front()])}}}}}};
}

}  // namespace

std::vector<SetWarning> share_warnings(std::span<const EstimateRequest> models, const SetLoad& set,
                                       const hardware::Rig& rig) {
  const RigCheck cards{{rig, models.front().reserve.value_or(Bytes{}), std::nullopt}};
  const std::vector<Bytes>& usable = cards.usable();
  for (std::size_t card = 0; card < usable.size(); ++card) {
    std::vector<SetWarning> warnings = faults_on(models, set, card, usable[card]);
    if (warnings.empty() || verdict_on(set, card, usable[card]) != Verdict::no) {
      continue;
    }
    std::vector<std::size_t> faulty;
    faulty.reserve(warnings.size());
    for (const SetWarning& warning : warnings) {
      faulty.push_back(*warning.model);
    }
    const std::vector<SetWarning> advised = advice_for(models, faulty, rig, usable);
    warnings.insert(warnings.end(), advised.begin(), advised.end());
    return warnings;
  }
  return {};
}

}  // namespace vramcalc::advise
