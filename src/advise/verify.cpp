#include <vramcalc/advise/verify.h>

#include <algorithm>
#include <set>
#include <utility>

#include "advise/logged/logged_split.h"
#include "advise/verify_server.h"

namespace vramcalc::advise {
namespace {

using memory::Component;
using memory::Device;

// The figures of a log know fewer kinds than an estimate: layers for drafts are weights to it.
Component as_logged(Component component) {
  return component == Component::mtp_weights ? Component::weights : component;
}

class Items {
 public:
  explicit Items(Verification& answer) : answer_(answer) {}

  VerifiedItem& at(Device device, Component component) {
    std::vector<VerifiedItem>& items = answer_.items;
    const auto found = std::find_if(items.begin(), items.end(), [&](const VerifiedItem& item) {
      return item.device == device && item.component == component;
    });
    if (found != items.end()) {
      return *found;
    }
    items.push_back({device, component, {}, {}, {}, {}, false});
    return items.back();
  }

  void measure(const memory::Reading& reading) {
    const std::optional<Device> device = answer_.run.devices.find(reading.device);
    if (!device) {
      if (unknown_.insert(reading.device).second) {
        answer_.warnings.push_back({MessageId::warning_log_device, {{"name", reading.device}}});
      }
      return;
    }
    VerifiedItem& item = at(*device, reading.component);
    item.measured = item.measured.value_or(Bytes{}) + reading.bytes;
    item.resolution += reading.resolution;
    if (std::find(item.logged_devices.begin(), item.logged_devices.end(), reading.device) ==
        item.logged_devices.end()) {
      item.logged_devices.push_back(reading.device);
    }
  }

 private:
  Verification& answer_;
  std::set<std::string> unknown_;
};

bool can_be_compared(const VerifiedItem& item, const memory::EngineLog& log) {
  if (!item.measured || item.component == Component::adapter_weights ||
      item.component == Component::draft_model) {
    return false;
  }
  // Weights that are mapped into main memory are a range of the file: tensors of the GPUs lie in
  // it.
  return !(item.component == Component::weights &&
           std::any_of(item.logged_devices.begin(), item.logged_devices.end(),
                       [&](const std::string& name) { return is_mapped_host(name, log); }));
}

// A cache that takes what is left of a card tells nothing where the card is not known.
bool is_of_that_size(const VerifiedItem& item, const ServedEstimate& served) {
  return item.component == Component::kv_cache          ? served.has_cache
         : item.component == Component::recurrent_state ? served.has_states
                                                        : true;
}

void add_totals(Verification& answer) {
  for (const VerifiedItem& item : answer.items) {
    if (!item.is_compared) {
      continue;
    }
    if (answer.devices.empty() || answer.devices.back().device != item.device) {
      answer.devices.push_back({item.device, {}, {}});
    }
    answer.devices.back().measured += *item.measured;
    answer.devices.back().estimated += item.estimated;
    if (!item.device.is_host()) {
      answer.gpus.measured += *item.measured;
      answer.gpus.estimated += item.estimated;
    }
  }
}

// Which experts stay in main memory is an option that most logs do not print.
bool misses_experts(const Verification& answer) {
  const model::Model& model = answer.run.question.model;
  const auto* const engine = std::get_if<memory::LlamaCpp>(&answer.run.question.engine);
  if (model.layout == nullptr || model.layout->architecture.experts == 0 || engine == nullptr ||
      engine->n_cpu_moe > 0 || !engine->override_tensor.empty() || engine->gpu_layers) {
    return false;
  }
  Bytes measured;
  Bytes estimated;
  for (const VerifiedItem& item : answer.items) {
    if (item.component == Component::weights && item.is_compared && !item.device.is_host()) {
      measured += *item.measured;
      estimated += item.estimated;
    }
  }
  return measured > Bytes{} && fraction(measured, estimated) < 0.8;
}

void add_warnings(Verification& answer) {
  std::vector<Text>& warnings = answer.warnings;
  warnings.insert(warnings.begin(), answer.run.warnings.begin(), answer.run.warnings.end());
  warnings.insert(warnings.begin(), answer.log.warnings.begin(), answer.log.warnings.end());
  if (answer.log.out_of_memory) {
    warnings.push_back({MessageId::warning_log_out_of_memory, {}});
  }
  if (answer.log.serving.needs_more_cache) {
    warnings.push_back({MessageId::warning_log_no_room, {}});
  }
  if (answer.log.engine == "ik_llama.cpp") {
    warnings.push_back({MessageId::warning_log_fork, {}});
  }
  if (misses_experts(answer)) {
    warnings.push_back({MessageId::warning_log_experts, {}});
  }
}

template <typename Entry>
void add(std::vector<Entry>& entries, const std::vector<Entry>& more) {
  entries.insert(entries.end(), more.begin(), more.end());
}

}  // namespace

std::optional<double> error_of(Bytes measured, Bytes estimated) {
  if (measured == Bytes{}) {
    return std::nullopt;
  }
  return fraction(estimated, measured) - 1;
}

Verification verify(memory::EngineLog log, LoggedRun run, const memory::Estimate& estimate) {
  Verification answer{std::move(log), std::move(run), {}, {}, {}, {}, {}, {}};
  answer.assumptions = answer.run.assumptions;
  Items items{answer};
  std::optional<ServedEstimate> served;
  if (is_server(answer.log)) {
    served = served_estimate(answer.log, answer.run, estimate);
    answer.capacity = served->capacity;
    add(answer.assumptions, served->assumptions);
  }
  const bool with_states = cache_holds_states(answer.log);
  for (const memory::LineItem& item : served ? served->items : estimate.items) {
    const Component component = with_states && item.component == Component::recurrent_state
                                    ? Component::kv_cache
                                    : as_logged(item.component);
    items.at(item.device, component).estimated += item.expected;
  }
  for (const memory::Reading& reading : answer.log.readings) {
    items.measure(reading);
  }
  std::stable_sort(answer.items.begin(), answer.items.end(), [](const auto& a, const auto& b) {
    return std::pair{a.device, a.component} < std::pair{b.device, b.component};
  });
  for (VerifiedItem& item : answer.items) {
    item.is_compared =
        can_be_compared(item, answer.log) && (!served || is_of_that_size(item, *served));
  }
  add_totals(answer);
  add_warnings(answer);
  add(answer.warnings, estimate.warnings);
  add(answer.assumptions, estimate.assumptions);
  return answer;
}

}  // namespace vramcalc::advise
