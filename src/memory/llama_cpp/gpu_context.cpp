#include "memory/llama_cpp/gpu_context.h"

namespace vramcalc::memory::llama_cpp {
namespace {

constexpr Bytes mebibyte{std::uint64_t{1} << 20};

// What nvidia-smi shows for a llama.cpp process beyond the buffers that it prints, measured on
// RTX 3060 (28 multiprocessors, 129-132 MiB), Tesla P100 (56, 262-374), RTX 4090 (128, 451-456)
// and RTX PRO 6000 (188, 703-711). Kernels, local memory and stacks are kept for every
// multiprocessor, so it grows with their number: between 3.5 and 6.7 MiB each.
// https://github.com/ggml-org/llama.cpp logs of builds b8829 to b10644
constexpr std::uint64_t cuda_base_mib = 20;
constexpr std::uint64_t cuda_hundredths_of_mib_per_multiprocessor = 370;
constexpr std::uint64_t most_cuda_hundredths_of_mib_per_multiprocessor = 670;

// Cards that are not known: 130 MiB was the least and 710 MiB the most that was measured.
constexpr std::uint64_t unknown_low_mib = 130;
constexpr std::uint64_t unknown_expected_mib = 380;
constexpr std::uint64_t unknown_high_mib = 710;

// Vulkan: command pools, pipelines and staging memory. No measurement of a driver is at hand.
constexpr std::uint64_t vulkan_expected_mib = 100;
constexpr std::uint64_t vulkan_high_mib = 400;

LineItem item(Device device, std::uint64_t low_mib, std::uint64_t expected_mib,
              std::uint64_t high_mib) {
  return {.component = Component::context,
          .device = device,
          .low = mebibyte * low_mib,
          .expected = mebibyte * expected_mib,
          .high = mebibyte * high_mib,
          .basis = Basis::heuristic,
          .formula = "gpu-context",
          .terms = {{"driver", (mebibyte * expected_mib).count(), TermUnit::bytes,
                     TermOrigin::constant}}};
}

}  // namespace

LineItem gpu_context(Device device, const GpuMemory& gpu, LlamaCppBackend backend) {
  if (backend == LlamaCppBackend::vulkan) {
    return item(device, 0, vulkan_expected_mib, vulkan_high_mib);
  }
  if (gpu.sm_count == 0) {
    return item(device, unknown_low_mib, unknown_expected_mib, unknown_high_mib);
  }
  const Bytes base = mebibyte * cuda_base_mib;
  const Bytes per_multiprocessor =
      share_of(mebibyte * cuda_hundredths_of_mib_per_multiprocessor, 100);
  const Bytes by_multiprocessors = per_multiprocessor * gpu.sm_count;
  LineItem context =
      item(device, 0, cuda_base_mib,
           cuda_base_mib + gpu.sm_count * most_cuda_hundredths_of_mib_per_multiprocessor / 100);
  context.low = share_of(by_multiprocessors * 9, 10);
  context.expected = base + by_multiprocessors;
  context.basis = Basis::measured;
  context.formula = "cuda-context";
  context.terms = {
      {"base", base.count(), TermUnit::bytes, TermOrigin::constant},
      {"streaming_multiprocessors", gpu.sm_count, TermUnit::count, TermOrigin::hardware},
      {"per_multiprocessor", per_multiprocessor.count(), TermUnit::bytes, TermOrigin::constant}};
  return context;
}

}  // namespace vramcalc::memory::llama_cpp
