#include <vramcalc/advise/together.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "advise/in_use_notes.h"
#include "advise/same_assumption.h"
#include "advise/together/set_fit.h"
#include "advise/together/set_load.h"
#include "advise/together/set_share.h"

namespace vramcalc::advise {
namespace {

using memory::Component;

bool is_weights(Component component) {
  return component == Component::weights || component == Component::mtp_weights ||
         component == Component::vision_weights || component == Component::adapter_weights ||
         component == Component::draft_model;
}

bool is_cache(Component component) {
  return component == Component::kv_cache || component == Component::recurrent_state ||
         component == Component::prompt_cache;
}

// Of an estimate that is not placed, the card's share of the whole.
ModelOnCard on_card(const memory::Estimate& estimate, const CardLoad& load, std::size_t card,
                    Bytes visible, Bytes all_visible) {
  ModelOnCard model;
  model.holds = load.holds;
  model.driver = load.driver;
  for (const memory::LineItem& item : estimate.items) {
    const bool is_here = estimate.is_placed ? item.device.index == card : !item.device.is_host();
    if (!is_here) {
      continue;
    }
    const Bytes bytes =
        estimate.is_placed ? item.expected : share_of(item.expected, visible, all_visible);
    model.weights += is_weights(item.component) ? bytes : Bytes{};
    model.cache += is_cache(item.component) ? bytes : Bytes{};
  }
  return model;
}

std::vector<std::string> names_of(std::span<const EstimateRequest> models) {
  std::vector<std::string> names;
  for (const EstimateRequest& model : models) {
    const auto same = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      return name == model.model.name || name.starts_with(model.model.name + " (");
    });
    names.push_back(same == 0 ? model.model.name
                              : render({MessageId::text_model_number,
                                        {{"name", model.model.name},
                                         {"number", static_cast<std::uint64_t>(same) + 1}}}));
  }
  return names;
}

// What is assumed of every model is said once.
void add_assumptions(SetAnswer& answer) {
  const auto holds_for_all = [&](const Assumption& assumption) {
    return std::all_of(answer.models.begin(), answer.models.end(), [&](const SetModel& model) {
      return holds(model.answer.assumptions, assumption);
    });
  };
  for (const Assumption& assumption : answer.models.front().answer.assumptions) {
    if (holds_for_all(assumption)) {
      answer.assumptions.push_back({std::nullopt, assumption});
    }
  }
  for (std::size_t model = 0; model < answer.models.size(); ++model) {
    for (const Assumption& assumption : answer.models[model].answer.assumptions) {
      if (!holds_for_all(assumption)) {
        answer.assumptions.push_back({model, assumption});
      }
    }
  }
}

void add_kinds(SetAnswer& answer, std::span<const EstimateRequest> models, const SetLoad& set) {
  SetRow known;
  known.on_named_rig = models.front().rig_is_named ? &set : nullptr;
  for (const SetModel& model : answer.models) {
    known.least += least_on_cards(model.answer.estimate);
  }
  for (const hardware::RigCards& kind : models.front().cards) {
    const bool all_run = std::all_of(models.begin(), models.end(), [&](const auto& model) {
      return memory::runs_on(model.engine, gpus_of({{kind}}).front().maker);
    });
    if (!models.front().rig_is_named && !all_run) {
      continue;  // one of many kinds that nobody asked for
    }
    answer.kinds.push_back({kind.count, set_rows(models, kind, known), kind.in_use});
    if (std::optional<Assumption> assumption = memory_assumption(kind.gpu)) {
      answer.assumptions.push_back({std::nullopt, *std::move(assumption)});
    }
  }
}

void add_rig(SetAnswer& answer, std::span<const EstimateRequest> models, const SetLoad& set,
             const hardware::Rig& rig) {
  for (const Text& note : in_use_notes(rig)) {
    answer.warnings.push_back({std::nullopt, note});
  }
  const Bytes all = hardware::visible_memory(rig);
  const std::vector<memory::GpuMemory> gpus = gpus_of(rig);
  for (std::size_t model = 0; model < models.size(); ++model) {
    for (std::size_t card = 0; card < gpus.size(); ++card) {
      answer.models[model].cards.push_back(on_card(
          set.estimates[model], set.loads[model].cards[card], card, gpus[card].visible, all));
    }
  }
  answer.devices = set_devices(set, rig, models.front().reserve.value_or(Bytes{}));
  answer.verdict = worst(answer.devices);
  if (const std::optional<Bytes> installed = models.front().installed_ram) {
    answer.host_fit =
        fit_host(*installed, rig, largest_weights(set), host_of(set), models.front().ram_in_use);
    answer.verdict = std::max(*answer.verdict, answer.host_fit->verdict);
  }
  const std::vector<SetWarning> warnings = share_warnings(models, set, rig);
  answer.warnings.insert(answer.warnings.end(), warnings.begin(), warnings.end());
  answer.ram = hardware::system_memory(rig, largest_weights(set), host_of(set).low);
  answer.power = hardware::power(rig);
}

}  // namespace

SetAnswer together(std::span<const EstimateRequest> asked) {
  std::vector<EstimateRequest> models;
  std::transform(asked.begin(), asked.end(), std::back_inserter(models), prepared);
  SetLoad set;
  if (models.front().rig_is_named) {
    set = load_set(models, {models.front().cards});
  }
  const std::vector<std::string> names = names_of(models);
  SetAnswer answer;
  for (std::size_t i = 0; i < models.size(); ++i) {
    const bool has_rig = !set.estimates.empty();
    SetModel model{
        names[i],
        answer_of(models[i], has_rig ? set.estimates[i] : memory::estimate(question_of(models[i])),
                  has_rig ? set.gpus[i] : std::vector<memory::GpuMemory>{}),
        {}};
    answer.total = answer.total + model.answer.total;
    answer.host += model.answer.host;
    for (const Text& warning : model.answer.warnings) {
      answer.warnings.push_back({i, warning});
    }
    answer.models.push_back(std::move(model));
  }
  add_assumptions(answer);
  add_kinds(answer, models, set);
  if (models.front().rig_is_named) {
    add_rig(answer, models, set, {models.front().cards});
  }
  return answer;
}

}  // namespace vramcalc::advise
