#include <algorithm>
#include <cmath>
#include <vramcalc/hardware/rig.h>

namespace vramcalc::hardware {
namespace {

// What the driver keeps of the marketed memory, for cards of which no reading is known. Ratios of
// the readings that data/gpus.yaml holds for the same class, the largest loss of each.
constexpr Ratio nothing_lost{1, 1};
constexpr Ratio half_mib_per_gib{2047, 2048};  // Ada and RTX A boards: 24564 of 24576 MiB
constexpr Ratio half_percent{199, 200};        // Blackwell and Hopper: 32607 of 32768 MiB
constexpr Ratio ecc_sixteenth{15, 16};         // GDDR6 with ECC on: A10 23028 of 24576 MiB
constexpr Ratio board_part{93, 100};           // B300: 275040 of 294912 MiB
constexpr Ratio intel_arc{94, 100};            // no reading of this class: a cautious figure
constexpr Bytes operating_system{std::uint64_t{8} << 30};  // of a computer with unified memory

// Metal's recommendedMaxWorkingSetSize as llama.cpp prints it: two thirds of the memory up to 32
// GB (M2 Max: 21845 of 32768 MiB), three quarters from 36 GB (M4 Max: 27648 of 36864 MiB).
// macOS 26 allows a little more: 107.5 of 128 GiB.
constexpr double least_three_quarters_gb = 36;

double metal_share(double memory_gb) {
  return memory_gb < least_three_quarters_gb ? 0.667 : 0.75;
}

bool has_high_bandwidth_memory(const Gpu& gpu) {
  return gpu.memory_type.starts_with("HBM");
}

Ratio nvidia_share(const Gpu& gpu) {
  const bool datacenter = gpu.segment == Segment::datacenter;
  if (gpu.architecture == "Blackwell") {
    return datacenter && has_high_bandwidth_memory(gpu) ? board_part : half_percent;
  }
  if (gpu.architecture == "Hopper") {
    return half_percent;
  }
  if (datacenter) {
    return has_high_bandwidth_memory(gpu) ? nothing_lost : ecc_sixteenth;
  }
  const bool newer = gpu.architecture == "Ada Lovelace";
  return newer || gpu.segment == Segment::workstation ? half_mib_per_gib : nothing_lost;
}

Ratio class_share(const Gpu& gpu) {
  switch (gpu.vendor) {
    case Vendor::nvidia:
      return nvidia_share(gpu);
    case Vendor::intel:
      return has_high_bandwidth_memory(gpu) ? half_percent : intel_arc;
    case Vendor::other:  // the user's own figure, taken as it is
      return nothing_lost;
    case Vendor::amd:
    case Vendor::apple:
      break;
  }
  return half_percent;
}

}  // namespace

Bytes marketed_memory(const Gpu& gpu) {
  return Bytes{static_cast<std::uint64_t>(gpu.memory_gb * 1024.0 * 1024.0) * 1024};
}

VisibleMemory visible_memory(const Gpu& gpu) {
  const Bytes marketed = marketed_memory(gpu);
  if (gpu.visible_bytes) {
    return {*gpu.visible_bytes, MemoryBasis::driver};
  }
  if (gpu.driver_memory_mib) {
    return {mebibyte * *gpu.driver_memory_mib, MemoryBasis::driver};
  }
  if (gpu.gpu_memory_share) {
    const auto share = static_cast<std::uint64_t>(std::llround(*gpu.gpu_memory_share * 1000.0));
    return {scaled(marketed, Ratio{share, 1000}), MemoryBasis::share};
  }
  if (gpu.form_factor == FormFactor::system) {
    const Bytes half = scaled(marketed, Ratio{1, 2});
    return {marketed > operating_system ? std::max(marketed - operating_system, half) : half,
            MemoryBasis::by_class};
  }
  return {scaled(marketed, class_share(gpu)), MemoryBasis::by_class};
}

Gpu with_memory(Gpu gpu, double memory_gb) {
  if (gpu.memory_gb == memory_gb) {
    return gpu;
  }
  gpu.memory_gb = memory_gb;
  gpu.driver_memory_mib.reset();
  gpu.launch_price_usd.reset();
  if (gpu.vendor == Vendor::apple) {
    gpu.gpu_memory_share = metal_share(memory_gb);
  }
  return gpu;
}

std::optional<std::uint64_t> price_usd(const Gpu& gpu) {
  return gpu.price_usd ? gpu.price_usd : gpu.launch_price_usd;
}

std::string_view price_as_of(const Gpu& gpu) {
  if (gpu.price_usd) {
    return gpu.price_as_of;
  }
  return gpu.launch_price_usd ? gpu.release_date : std::string_view{};
}

std::optional<Bytes> in_use(const RigCards& kind, std::uint64_t card) {
  if (kind.in_use.empty()) {
    return std::nullopt;
  }
  return card < kind.in_use.size() ? kind.in_use[card] : Bytes{};
}

std::uint64_t card_count(const Rig& rig) {
  std::uint64_t count = 0;
  for (const RigCards& cards : rig.kinds) {
    count += cards.count;
  }
  return count;
}

Bytes visible_memory(const Rig& rig) {
  Bytes sum;
  for (const RigCards& cards : rig.kinds) {
    sum += visible_memory(cards.gpu).bytes * cards.count;
  }
  return sum;
}

}  // namespace vramcalc::hardware
