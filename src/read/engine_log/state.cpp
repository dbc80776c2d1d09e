#include "read/engine_log/state.h"

#include <algorithm>

namespace vramcalc::read {
namespace {

using memory::Component;
using memory::Reading;

// A hostile log must not fill the memory: more than any computer has of either.
constexpr std::size_t most_readings = 4096;
constexpr std::size_t most_gpus = 64;

bool is_replaced(Component component) {
  return component == Component::compute || component == Component::output;
}

// The sums of a table know no recurrent state of their own.
bool says_the_same(const Reading& buffer, const Reading& of_table) {
  return buffer.component == of_table.component ||
         (of_table.with_state && buffer.component == Component::recurrent_state);
}

}  // namespace

void LogState::add(Reading reading) {
  if (is_replaced(reading.component)) {
    const auto same = std::find_if(log.readings.begin(), log.readings.end(), [&](const auto& old) {
      return old.component == reading.component && old.device == reading.device;
    });
    if (same != log.readings.end()) {
      *same = std::move(reading);
      return;
    }
  }
  if (log.readings.size() < most_readings) {
    log.readings.push_back(std::move(reading));
  }
}

void LogState::add_to_table(Reading reading) {
  if (table_.size() < most_readings) {
    table_.push_back(std::move(reading));
  }
}

void LogState::add_gpu(std::string_view device, std::string_view name,
                       std::optional<Bytes> memory) {
  const std::string kept = kept_text(device);
  auto gpu = std::find_if(log.gpus.begin(), log.gpus.end(),
                          [&](const memory::LoggedGpu& known) { return known.device == kept; });
  if (gpu == log.gpus.end()) {
    if (kept.empty() || log.gpus.size() == most_gpus) {
      return;
    }
    log.gpus.push_back({kept, {}, {}});
    gpu = log.gpus.end() - 1;
  }
  if (gpu->name.empty()) {
    gpu->name = kept_text(name);
  }
  if (!gpu->memory) {
    gpu->memory = memory;
  }
}

void LogState::forget_figures() {
  log.readings.clear();
  table_.clear();
  host_expert_layers.clear();
  later_context = false;
}

bool LogState::has_context_figures() const {
  return std::any_of(log.readings.begin(), log.readings.end(), [](const Reading& reading) {
    return reading.component != Component::weights &&
           reading.component != Component::adapter_weights;
  });
}

void LogState::finish() {
  const std::vector<Reading> buffers = log.readings;
  for (const Reading& sum : table_) {
    const bool is_known = std::any_of(buffers.begin(), buffers.end(), [&](const Reading& buffer) {
      return says_the_same(buffer, sum);
    });
    if (!is_known) {
      log.readings.push_back(sum);
    }
  }
  // --n-cpu-moe moves the first layers, of which up to three have no experts (DeepSeek V3, GLM);
  // anything else is a pattern of somebody's own.
  constexpr std::uint64_t most_dense_layers = 3;
  if (!host_expert_layers.empty()) {
    const std::uint64_t first = *host_expert_layers.begin();
    const std::uint64_t last = *host_expert_layers.rbegin();
    if (first <= most_dense_layers && last - first + 1 == host_expert_layers.size()) {
      log.settings.host_expert_layers = last + 1;
    }
  }
}

}  // namespace vramcalc::read
