#include "advise/logged/logged_split.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "memory/llama_cpp/cache.h"

namespace vramcalc::advise {
namespace {

using memory::Component;

// Of keys and values, and of states.
using Amounts = std::array<double, 2>;

std::size_t place_of(bool is_state) {
  return is_state ? 1 : 0;
}

std::vector<Amounts> by_gpu(const memory::EngineLog& log, const LoggedDevices& devices) {
  std::vector<Amounts> amounts(devices.gpus().size(), Amounts{});
  for (const memory::Reading& reading : log.readings) {
    const bool is_state = reading.component == Component::recurrent_state;
    const auto device = devices.find(reading.device);
    if (device && !device->is_host() && (is_state || reading.component == Component::kv_cache)) {
      amounts[device->index][place_of(is_state)] += static_cast<double>(reading.bytes.count());
    }
  }
  return amounts;
}

std::vector<Amounts> by_layer(const memory::EngineLog& log, const memory::Question& question) {
  const model::Architecture& architecture = question.model.layout->architecture;
  std::vector<Amounts> amounts(architecture.layers.size(), Amounts{});
  const auto blocks = memory::llama_cpp::cache_blocks(architecture, question.workload,
                                                      std::get<memory::LlamaCpp>(question.engine));
  const bool is_one_sum = cache_holds_states(log);
  for (const auto& block : blocks) {
    const bool is_state = block.kind == memory::llama_cpp::CacheKind::recurrent && !is_one_sum;
    amounts.at(block.layer)[place_of(is_state)] += static_cast<double>(block.bytes.count());
  }
  return amounts;
}

double sum_of(const std::vector<Amounts>& amounts, std::size_t kind) {
  double sum = 0;
  for (const Amounts& each : amounts) {
    sum += each.at(kind);
  }
  return sum;
}

// The log may count other sequences or cells than were asked about; the shares are the same.
void scale_to(std::vector<Amounts>& layers, const std::vector<Amounts>& gpus) {
  for (std::size_t kind = 0; kind < 2; ++kind) {
    const double all = sum_of(layers, kind);
    const double factor = all > 0 ? sum_of(gpus, kind) / all : 0;
    for (Amounts& layer : layers) {
      layer.at(kind) *= factor;
    }
  }
}

// Layers in order go to a GPU until its caches are accounted for.
class Sharing {
 public:
  explicit Sharing(const std::vector<Amounts>& gpus)
      : gpus_(gpus), left_(gpus), counts_(gpus.size(), 0) {}

  void give(const Amounts& layer) {
    const auto lacks_room = [&] {
      return left_[gpu_][0] < layer[0] / 2 || left_[gpu_][1] < layer[1] / 2;
    };
    while (gpu_ + 1 < gpus_.size() && lacks_room()) {
      ++gpu_;
    }
    left_[gpu_][0] -= layer[0];
    left_[gpu_][1] -= layer[1];
    counts_[gpu_] += 1;
  }

  /// Whether what remains is rounding.
  [[nodiscard]] bool agrees() const {
    constexpr double tolerance = 0.01;
    for (std::size_t gpu = 0; gpu < gpus_.size(); ++gpu) {
      for (std::size_t kind = 0; kind < 2; ++kind) {
        if (std::abs(left_[gpu].at(kind)) > tolerance * gpus_[gpu].at(kind)) {
          return false;
        }
      }
    }
    return true;
  }

  [[nodiscard]] std::vector<double> counts() && { return std::move(counts_); }

 private:
  const std::vector<Amounts>& gpus_;
  std::vector<Amounts> left_;
  std::vector<double> counts_;
  std::size_t gpu_ = 0;
};

}  // namespace

bool cache_holds_states(const memory::EngineLog& log) {
  return std::any_of(log.readings.begin(), log.readings.end(),
                     [](const memory::Reading& reading) { return reading.with_state; });
}

std::vector<double> logged_split(const memory::EngineLog& log, const LoggedDevices& devices,
                                 const memory::Question& question) {
  if (devices.gpus().size() < 2) {
    return {};
  }
  const std::vector<Amounts> gpus = by_gpu(log, devices);
  std::vector<Amounts> layers = by_layer(log, question);
  const std::size_t all = log.settings.offloadable_layers.value_or(layers.size() + 1);
  const std::size_t offloaded = std::min<std::size_t>(log.settings.gpu_layers.value_or(all), all);
  // The last ones; the output is the very last.
  const std::size_t first = std::min(all - offloaded, layers.size());
  layers.erase(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(first));
  // More of them than the log offloads are another model's.
  if (layers.empty() || layers.size() > offloaded || sum_of(gpus, 0) + sum_of(gpus, 1) == 0) {
    return {};
  }
  scale_to(layers, gpus);
  Sharing sharing{gpus};
  for (const Amounts& layer : layers) {
    sharing.give(layer);
  }
  if (!sharing.agrees()) {
    return {};
  }
  std::vector<double> counts = std::move(sharing).counts();
  counts.back() += static_cast<double>(offloaded - layers.size());
  return counts;
}

}  // namespace vramcalc::advise
