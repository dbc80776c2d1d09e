#include "memory/llama_cpp/tensor_parallel.h"

#include <cmath>
#include <numeric>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "memory/llama_cpp/engine.h"
#include "memory/llama_cpp/gpu_context.h"
#include "memory/llama_cpp/overrides.h"
#include "memory/llama_cpp/placement.h"
#include "memory/weights/counted_weights.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// A share of --tensor-split in whole parts.
constexpr double parts_of_one = 1000;

std::vector<std::uint64_t> parts_of(const LlamaCpp& options, std::size_t gpus) {
  std::vector<std::uint64_t> parts;
  for (const double share : options.tensor_split) {
    parts.push_back(static_cast<std::uint64_t>(std::llround(share * parts_of_one)));
  }
  const bool is_given = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0}) != 0;
  parts.resize(gpus, is_given ? 0 : 1);
  return is_given ? parts : std::vector<std::uint64_t>(gpus, 1);
}

bool is_shared(const LineItem& item) {
  switch (item.component) {
    case Component::weights:
    case Component::mtp_weights:
    case Component::adapter_weights:
    case Component::kv_cache:
    case Component::recurrent_state:
      return true;
    default:
      return false;
  }
}

LineItem share(const LineItem& whole, Bytes mirrored, Device device, std::uint64_t part,
               std::uint64_t parts) {
  const auto of = [&](Bytes bytes) {
    return share_of(bytes - mirrored, Bytes{part}, Bytes{parts}) + mirrored;
  };
  LineItem item = whole;
  item.device = device;
  item.low = of(whole.low);
  item.expected = of(whole.expected);
  item.high = of(whole.high);
  item.basis = Basis::derived;
  item.formula = "tensor-share";
  item.terms = {{"whole", whole.expected.count(), TermUnit::bytes, TermOrigin::computed},
                {"mirrored", mirrored.count(), TermUnit::bytes, TermOrigin::model},
                {"part", part, TermUnit::count, TermOrigin::engine},
                {"parts", parts, TermUnit::count, TermOrigin::engine}};
  return item;
}

// All GPUs are one device then, which no buffer of one GPU belongs to.
void check_overrides(const LlamaCpp& options, std::size_t gpus) {
  if (const auto on_gpu = Overrides{options, gpus}.first_on_gpu()) {
    const TensorOverride& moved = options.override_tensor[*on_gpu];
    throw Error(ErrorKind::unsupported,
                {MessageId::llama_cpp_override_shared,
                 {{"pattern", printable(moved.pattern)}, {"buffer", printable(moved.buffer)}}},
                Text{MessageId::hint_llama_cpp_override_shared, {}});
  }
}

// Of the weights of the only GPU, what each of several would hold.
Bytes mirrored_weights(const Question& question, const LlamaCpp& options,
                       std::span<const GpuMemory> gpus) {
  const model::Architecture& architecture = question.model.layout->architecture;
  const std::shared_ptr<const CountedWeights> counted = weights_of(question);
  const WeightTable& weights = counted->table();
  const Placement placement = place(count_layers(question, options, weights), options, gpus);
  Bytes mirrored;
  for (const auto& place : place_weights(weights, architecture, placement).devices) {
    mirrored += place.device.is_host() ? Bytes{} : place.mirrored;
  }
  return mirrored;
}

// Every GPU works on its part of every layer; what is mirrored is little.
std::vector<DeviceWork> shared_work(const std::vector<DeviceWork>& whole,
                                    const std::vector<std::uint64_t>& parts, std::uint64_t all) {
  std::vector<DeviceWork> work;
  for (const DeviceWork& one : whole) {
    if (one.device.is_host()) {
      work.push_back(one);
      continue;
    }
    for (std::size_t gpu = 0; gpu < parts.size(); ++gpu) {
      work.push_back({Device{static_cast<std::uint32_t>(gpu)}, one.layers,
                      share_of(one.step, Bytes{parts[gpu]}, Bytes{all})});
    }
  }
  return work;
}

}  // namespace

Estimate split_by_tensor(const Question& question, const LlamaCpp& options,
                         std::span<const GpuMemory> gpus) {
  check_tensor_split(options.tensor_split, gpus.size());
  check_overrides(options, gpus.size());
  LlamaCpp on_one = options;
  on_one.tensor_split.clear();
  Estimate whole = estimate(question, on_one, gpus.first(1));
  const Bytes mirrored = mirrored_weights(question, on_one, gpus.first(1));
  const std::vector<std::uint64_t> parts = parts_of(options, gpus.size());
  const std::uint64_t all = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
  std::vector<LineItem> items;
  for (std::size_t gpu = 0; gpu < gpus.size(); ++gpu) {
    const Device device{static_cast<std::uint32_t>(gpu)};
    for (const LineItem& item : whole.items) {
      if (item.device.is_host()) {
        continue;
      }
      if (item.component == Component::context) {
        items.push_back(gpu_context(device, gpus[gpu], options.backend));
      } else if (is_shared(item)) {
        const bool are_weights = item.component == Component::weights;
        items.push_back(share(item, are_weights ? mirrored : Bytes{}, device, parts[gpu], all));
      } else {
        items.push_back(item);  // each GPU works on every layer
        items.back().device = device;
      }
    }
  }
  for (const LineItem& item : whole.items) {
    if (item.device.is_host()) {
      items.push_back(item);
    }
  }
  whole.items = std::move(items);
  whole.work = shared_work(whole.work, parts, all);
  whole.ranks = gpus.size();
  return whole;
}

}  // namespace vramcalc::memory::llama_cpp
