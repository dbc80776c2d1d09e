#include <vramcalc/memory/work.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <vramcalc/memory/question.h>

#include "memory/parts/cache_groups.h"

namespace vramcalc::memory {
namespace {

bool is_cache(const LineItem& item) {
  return item.component == Component::kv_cache || item.component == Component::recurrent_state;
}

Bytes caches_on(const Estimate& estimate, Device device) {
  Bytes sum;
  for (const LineItem& item : estimate.items) {
    sum += is_cache(item) && item.device == device ? item.expected : Bytes{};
  }
  return sum;
}

// Of all layers on one of `ranks` GPUs that share them. States are read and written.
Bytes read_of_sequence(const Question& question, std::uint64_t ranks, std::uint64_t tokens) {
  CacheRules rules = rules_of(question.workload);
  rules.ranks = ranks;
  Bytes read;
  for (const CacheGroup& group : cache_groups(question.model.layout->architecture.layers, rules)) {
    const std::uint64_t rows = rows_kept(group.kept, tokens, 0);
    read += (group.kept.token_row * rows + group.kept.state * 2) * group.layers;
  }
  return read;
}

}  // namespace

StepWork& StepWork::operator+=(const StepWork& other) {
  weights += other.weights;
  experts += other.experts;
  weight_elements += other.weight_elements;
  expert_elements += other.expert_elements;
  return *this;
}

StepWork operator*(const StepWork& work, std::uint64_t times) {
  return {work.weights * times, work.experts * times, work.weight_elements * times,
          work.expert_elements * times};
}

StepWork share_of(const StepWork& work, Bytes part, Bytes whole) {
  if (whole == Bytes{} || part == whole) {
    return part == whole ? work : StepWork{};
  }
  const auto of = [&](std::uint64_t number) {
    return share_of(Bytes{number}, part, whole).count();
  };
  return {Bytes{of(work.weights.count())}, Bytes{of(work.experts.count())},
          of(work.weight_elements), of(work.expert_elements)};
}

std::vector<Bytes> cache_reads(const Question& question, const Estimate& estimate,
                               std::uint64_t tokens) {
  std::vector<Bytes> reads;
  if (!question.model.has_layers()) {
    reads.resize(estimate.work.size());
    return reads;
  }
  // The caches lie where the items say, in the proportions that they say.
  const Bytes all = read_of_sequence(question, estimate.ranks, tokens) * estimate.ranks;
  std::transform(estimate.work.begin(), estimate.work.end(), std::back_inserter(reads),
                 [&](const DeviceWork& work) { return caches_on(estimate, work.device); });
  Bytes sum;
  for (const Bytes bytes : reads) {
    sum += bytes;
  }
  for (Bytes& bytes : reads) {
    bytes = sum == Bytes{} ? Bytes{} : share_of(all, bytes, sum);
  }
  return reads;
}

std::uint64_t usual_layers(std::uint64_t parameters) {
  constexpr double of_seven_billion = 32;
  constexpr double seven_billion = 6.74e9;
  constexpr double growth = 0.394;  // 80 layers of 69 billion
  return static_cast<std::uint64_t>(std::llround(
      of_seven_billion * std::pow(static_cast<double>(parameters) / seven_billion, growth)));
}

std::vector<DeviceWork> work_of_size(std::uint64_t parameters, Bytes weights,
                                     const std::vector<Bytes>& shares) {
  Bytes all;
  for (const Bytes share : shares) {
    all += share;
  }
  const StepWork whole{weights, {}, parameters, 0};
  std::vector<DeviceWork> work;
  for (std::size_t gpu = 0; gpu < shares.size(); ++gpu) {
    work.push_back({Device{static_cast<std::uint32_t>(gpu)},
                    share_of(Bytes{usual_layers(parameters)}, shares[gpu], all).count(),
                    share_of(whole, shares[gpu], all)});
  }
  return work;
}

}  // namespace vramcalc::memory
