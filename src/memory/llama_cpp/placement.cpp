#include "memory/llama_cpp/placement.h"

#include <algorithm>
#include <cmath>

#include <vramcalc/core/error.h>

#include "memory/llama_cpp/builds.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// "device %s does not support split buffers" in make_gpu_buft_list, src/llama-model.cpp: CUDA lost
// them in https://github.com/ggml-org/llama.cpp/pull/24216, and since then Vulkan, which never had
// them and shared by layers, is refused too (https://github.com/ggml-org/llama.cpp/issues/25884).
void check_split_mode(const LlamaCpp& options) {
  if (options.split_mode != SplitMode::row) {
    return;
  }
  const bool is_refused = refuses_row_split(options);
  if (is_refused || !spreads_layers_with_rows(options)) {
    throw Error(
        ErrorKind::unsupported,
        {is_refused ? MessageId::llama_cpp_split_rows : MessageId::llama_cpp_split_rows_early, {}},
        Text{MessageId::hint_llama_cpp_split_mode, {}});
  }
}

// The end of each GPU's share of 1. In 32 bits, as llama.cpp computes it: where a layer falls on
// the border of two, rounding decides.
std::vector<float> split_points(const LlamaCpp& options, std::span<const GpuMemory> gpus) {
  const std::vector<double>& stated = options.tensor_split;
  const bool by_memory =
      std::all_of(stated.begin(), stated.end(), [](double share) { return share == 0; });
  // What is free as the model is loaded: ggml_backend_dev_memory in llama_model::load_tensors.
  const std::vector<Bytes> free = free_memory(gpus);
  std::vector<float> points;
  float sum = 0;
  for (std::size_t i = 0; i < gpus.size(); ++i) {
    const double share = by_memory           ? static_cast<double>(free[i].count())
                         : i < stated.size() ? stated[i]
                                             : 0;
    sum += static_cast<float>(share);
    points.push_back(sum);
  }
  for (float& point : points) {
    point /= sum;
  }
  return points;
}

}  // namespace

void check_tensor_split(const std::vector<double>& split, std::size_t gpus) {
  if (split.size() > gpus) {
    throw Error(ErrorKind::usage,
                {MessageId::llama_cpp_tensor_split_too_long,
                 {{"count", std::uint64_t{split.size()}}, {"gpus", std::uint64_t{gpus}}}},
                Text{MessageId::hint_llama_cpp_tensor_split, {}});
  }
  double sum = 0;
  for (const double share : split) {
    if (!(share >= 0)) {
      sum = NAN;
      break;
    }
    sum += share;
  }
  if (!std::isfinite(static_cast<float>(sum))) {
    throw Error(ErrorKind::usage, {MessageId::llama_cpp_tensor_split_share, {}},
                Text{MessageId::hint_llama_cpp_tensor_split, {}});
  }
}

std::size_t Placement::working_gpus() const {
  std::size_t count = output.is_host() ? 0 : std::size_t{output.index} + 1;
  for (const Device device : layers) {
    count = std::max(count, device.is_host() ? 0 : std::size_t{device.index} + 1);
  }
  return count;
}

bool Placement::is_all_on_gpus() const {
  return !output.is_host() &&
         std::none_of(layers.begin(), layers.end(), [](Device device) { return device.is_host(); });
}

Placement place(std::size_t layers, const LlamaCpp& options, std::span<const GpuMemory> gpus) {
  check_split_mode(options);
  check_tensor_split(options.tensor_split, gpus.size());
  if (options.split_mode == SplitMode::none) {
    gpus = gpus.first(std::min<std::size_t>(gpus.size(), 1));  // --main-gpu is the first
  }
  const std::vector<float> points = split_points(options, gpus);
  // The output counts as one more layer.
  const std::size_t all = layers + 1;
  const std::size_t offloaded = gpus.empty() ? 0
                                             : static_cast<std::size_t>(std::min<std::uint64_t>(
                                                   options.gpu_layers.value_or(all), all));
  const auto device_of = [&](std::size_t layer) {
    const std::size_t first = all - offloaded;
    if (layer < first) {
      return host_device;
    }
    const float place = static_cast<float>(layer - first) / static_cast<float>(offloaded);
    const auto found = std::upper_bound(points.begin(), points.end(), place);
    // The last point is 1 and no place is; were it not, the last GPU takes it.
    const auto index =
        std::min(found - points.begin(), static_cast<std::ptrdiff_t>(points.size()) - 1);
    return Device{static_cast<std::uint32_t>(index)};
  };
  Placement placement;
  for (std::size_t i = 0; i < layers; ++i) {
    placement.layers.push_back(device_of(i));
  }
  placement.output = device_of(layers);
  placement.overrides = Overrides{options, gpus.size()};
  if (options.split_mode == SplitMode::row && options.backend == LlamaCppBackend::cuda &&
      gpus.size() > 1) {
    placement.rows = RowSplit{points};
  }
  placement.cache_on_host = !options.kv_offload;
  placement.gpus = gpus.size();
  return placement;
}

}  // namespace vramcalc::memory::llama_cpp
