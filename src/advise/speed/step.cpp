#include "advise/speed/step.h"

#include <algorithm>
#include <cmath>

#include "advise/speed/links.h"

namespace vramcalc::advise {
namespace {

constexpr double giga = 1e9;
constexpr double tera = 1e12;
constexpr double operations_an_element = 2;

double number(Bytes bytes) {
  return static_cast<double>(bytes.count());
}

// The part of the routed experts that some of the sequences send a token to, each choosing for
// itself.
double experts_touched(double share_of_one, std::uint64_t sequences) {
  return 1 - std::pow(1 - share_of_one, static_cast<double>(sequences));
}

double weights_read(const Runner& runner, const memory::DeviceWork& work, std::uint64_t sequences) {
  return number(work.step.weights) +
         number(work.step.experts) * experts_touched(runner.expert_share, sequences);
}

double operations(const Runner& runner, const memory::DeviceWork& work) {
  return operations_an_element *
         (static_cast<double>(work.step.weight_elements) +
          static_cast<double>(work.step.expert_elements) * runner.expert_share);
}

StepTime on_card(const Runner& runner, const memory::DeviceWork& work, Bytes read,
                 std::uint64_t sequences) {
  const hardware::Gpu& card = runner.cards[work.device.index];
  const Pace& pace = runner.paces[work.device.index];
  const double bandwidth = *card.bandwidth_gb_per_s * giga;
  const auto count = static_cast<double>(sequences);
  StepTime time;
  const double weights = weights_read(runner, work, sequences) / (bandwidth * pace.weights);
  const double cache = count * number(read) * pace.cache_copies / (bandwidth * pace.cache);
  time.bandwidth = weights + cache;
  time.fixed = static_cast<double>(work.layers) * pace.layer_seconds;
  if (const double peak = operations_per_second(card); peak > 0) {
    const double computing = count * operations(runner, work) / (peak * pace.arithmetic);
    time.arithmetic = std::max(computing - weights, 0.0);
  }
  return time;
}

// Experts that stay in main memory are computed there, and so are whole layers.
StepTime on_host(const Runner& runner, const memory::DeviceWork& work, Bytes read,
                 std::uint64_t sequences) {
  StepTime time;
  time.main_memory =
      (weights_read(runner, work, sequences) + static_cast<double>(sequences) * number(read)) /
      (runner.ram_bytes_per_second * share_of_ram);
  return time;
}

StepTime operator+(const StepTime& a, const StepTime& b) {
  return {a.bandwidth + b.bandwidth, a.fixed + b.fixed, a.links + b.links,
          a.main_memory + b.main_memory, a.arithmetic + b.arithmetic};
}

constexpr double sums_a_layer = 2;

}  // namespace

std::uint64_t Runner::layers() const {
  std::uint64_t layers = 0;
  std::uint64_t on_cards = 0;
  for (const memory::DeviceWork& one : work) {
    (one.device.is_host() ? layers : on_cards) += one.layers;
  }
  return layers + on_cards / ranks;
}

std::uint64_t Runner::stages() const {
  const auto used = std::count_if(work.begin(), work.end(), [](const memory::DeviceWork& one) {
    return !one.device.is_host() && one.layers > 0;
  });
  return std::max<std::uint64_t>(static_cast<std::uint64_t>(used) / ranks, 1);
}

double sum_seconds(const Runner& runner, double tokens) {
  if (runner.ranks < 2) {
    return 0;
  }
  constexpr double bytes_an_element = 2;
  return sums_a_layer * static_cast<double>(runner.layers()) * tokens *
         static_cast<double>(runner.hidden_size) * bytes_an_element /
         links_of(runner.cards).bytes_per_second;
}

double operations_per_second(const hardware::Gpu& gpu) {
  return gpu.fp16_tensor_tflops.value_or(0) * tera;
}

StepTime step_time(const Runner& runner, std::span<const Bytes> reads, std::uint64_t sequences) {
  StepTime sum;
  StepTime slowest;  // of the cards that share layers
  std::uint64_t members = 0;
  double step_seconds = 0;
  double launch = 0;
  for (std::size_t i = 0; i < runner.work.size(); ++i) {
    const memory::DeviceWork& work = runner.work[i];
    if (work.device.is_host()) {
      sum = sum + on_host(runner, work, reads[i], sequences);
      continue;
    }
    const Pace& pace = runner.paces[work.device.index];
    step_seconds = std::max(step_seconds, pace.step_seconds);
    launch = std::max(launch, pace.launch_seconds);
    const StepTime time = on_card(runner, work, reads[i], sequences);
    if (members == 0 || slowest.total() < time.total()) {
      slowest = time;
    }
    if (++members == runner.ranks) {
      sum = sum + slowest;
      members = 0;
    }
  }
  sum.fixed += step_seconds + hop_seconds * static_cast<double>(runner.stages() - 1);
  sum.links += sum_seconds(runner, static_cast<double>(sequences));
  if (runner.ranks > 1) {
    sum.links += sums_a_layer * static_cast<double>(runner.layers()) *
                 links_of(runner.cards).latency_seconds;
  }
  const double launching = launch * static_cast<double>(runner.layers());
  sum.fixed += std::max(launching - sum.total(), 0.0);
  return sum;
}

}  // namespace vramcalc::advise
