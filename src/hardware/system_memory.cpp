#include <vramcalc/hardware/system_memory.h>

#include <algorithm>
#include <array>

namespace vramcalc::hardware {
namespace {

// Constants in GiB. The operating system: 4 on Linux, a choice made here. Shared memory per GPU of
// a set: 1, as NCCL's container guide asks (--shm-size=1g). 1 for the process.
constexpr Bytes operating_system = gibibyte * 4;
constexpr Bytes shared_memory_per_gpu = gibibyte;
constexpr Bytes process = gibibyte;

constexpr std::array<std::uint64_t, 18> sizes_sold_gib{
    8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096};

// Comfort rather than need: a desktop caches the file twice over beside its other work, a server
// keeps a third more than its cards hold.
Bytes comfortable(const Rig& rig, bool server) {
  Bytes marketed;
  for (const RigCards& cards : rig.kinds) {
    marketed += marketed_memory(cards.gpu) * cards.count;
  }
  return server ? scaled(marketed, Ratio{133, 100}) : marketed * 2 + gibibyte * 8;
}

bool is_server(const Rig& rig) {
  return std::any_of(rig.kinds.begin(), rig.kinds.end(), [](const RigCards& cards) {
    return cards.gpu.segment == Segment::datacenter;
  });
}

Bytes taken_by_others(const Rig& rig, Bytes in_use = {}) {
  const std::uint64_t cards = card_count(rig);
  const Bytes shared = cards > 1 ? shared_memory_per_gpu * cards : Bytes{};
  return std::max(operating_system, in_use) + process + shared;
}

}  // namespace

Bytes usable_system_memory(Bytes installed, const Rig& rig, Bytes in_use) {
  return installed - std::min(installed, taken_by_others(rig, in_use));
}

// A shard on its way to the cards and what stays behind do not add up: pages that are read through
// make room for those that are kept.
Bytes needed_system_memory(Bytes weights, Bytes held) {
  return std::max(held, std::min(usual_shard, weights));
}

Bytes memory_size_sold(Bytes need) {
  for (const std::uint64_t size : sizes_sold_gib) {
    if (need <= gibibyte * size) {
      return gibibyte * size;
    }
  }
  const Bytes largest = gibibyte * sizes_sold_gib.back();
  return largest * (share_of(need, largest.count()).count());
}

std::optional<SystemMemory> system_memory(const Rig& rig, Bytes weights, Bytes held) {
  if (std::any_of(rig.kinds.begin(), rig.kinds.end(),
                  [](const RigCards& cards) { return cards.gpu.unified_memory; })) {
    return std::nullopt;
  }
  const Bytes minimum =
      memory_size_sold(taken_by_others(rig) + needed_system_memory(weights, held));
  const bool server = is_server(rig);
  return SystemMemory{minimum, std::max(minimum, memory_size_sold(comfortable(rig, server))),
                      server};
}

}  // namespace vramcalc::hardware
