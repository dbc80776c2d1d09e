#include "memory/parts/driver_context.h"

#include <algorithm>

namespace vramcalc::memory {
namespace {

// CUDA context with PyTorch's kernels loaded lazily (CUDA 11.7 and newer): 30 MiB and 2.8 for every
// streaming multiprocessor, read off four cards: RTX 4060 Ti 107 MiB (34 multiprocessors), RTX 3090
// 256 (82), RTX 6000 Ada 426 (142), RTX PRO 6000 555 (188); 616 on a datacenter node of 132.
// https://github.com/ggml-org/llama.cpp/pull/23604,
// https://github.com/invoke-ai/InvokeAI/issues/9413,
// https://github.com/unslothai/unsloth-zoo/pull/1053,
// https://github.com/LMCache/LMCache/issues/4019
constexpr std::uint64_t base_mib = 30;
constexpr std::uint64_t tenths_of_mib_per_multiprocessor = 28;
constexpr std::uint64_t spread_mib = 100;
constexpr std::uint64_t datacenter_high_mib = 620;
constexpr std::uint64_t multiprocessors_of_large_cards = 100;

// Cards of other makers: ROCm and oneAPI keep a few hundred MiB too. No measurement is at hand.
constexpr std::uint64_t unknown_low_mib = 100;
constexpr std::uint64_t unknown_expected_mib = 350;
constexpr std::uint64_t unknown_high_mib = 620;

// nvidia-smi's total less PyTorch's ("total capacity of 23.64 GiB"), MiB: RTX 4090 354 of 24564,
// RTX 5090 498 of 32607, A100 40 GB 570 of 40960, L40S 601 of 46068, RTX A6000 459 of 49140, H100
// 480 of 81559, A100 80 GB 770 of 81920, RTX PRO 6000 640 of 97887, H200 610 of 143771.
// https://github.com/vllm-project/vllm/pull/10511, https://github.com/ggml-org/llama.cpp/pull/23604
constexpr std::uint64_t firmware_mib = 300;
constexpr std::uint64_t firmware_per_thousand = 3;

Bytes firmware_part(const GpuMemory& gpu) {
  const bool is_cuda = gpu.sm_count != 0 && !gpu.is_unified;
  return is_cuda ? mebibyte * firmware_mib + scaled(gpu.visible, {firmware_per_thousand, 1000})
                 : Bytes{};
}

Interval mib(std::uint64_t low, std::uint64_t expected, std::uint64_t high) {
  return {mebibyte * low, mebibyte * expected, mebibyte * high};
}

}  // namespace

Bytes cuda_total(const GpuMemory& gpu) {
  return gpu.visible - std::min(gpu.visible, firmware_part(gpu));
}

DriverContext torch_context(Device device, const GpuMemory& gpu) {
  if (is_ample(gpu) || gpu.is_unified) {
    return {device, {}};
  }
  if (gpu.sm_count == 0) {
    return {device, mib(unknown_low_mib, unknown_expected_mib, unknown_high_mib)};
  }
  const std::uint64_t expected = base_mib + gpu.sm_count * tenths_of_mib_per_multiprocessor / 10;
  const std::uint64_t low = expected > spread_mib ? expected - spread_mib : 0;
  const bool is_large = gpu.sm_count > multiprocessors_of_large_cards;
  const std::uint64_t high =
      std::max(expected + spread_mib, is_large ? datacenter_high_mib : std::uint64_t{0});
  const Bytes firmware = firmware_part(gpu);
  return {device,
          {mebibyte * low + share_of(firmware, 2), mebibyte * expected + firmware,
           mebibyte * high + scaled(firmware, {3, 2})}};
}

}  // namespace vramcalc::memory
