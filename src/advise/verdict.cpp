#include <vramcalc/advise/verdict.h>

#include <algorithm>

namespace vramcalc::advise {
namespace {

// A freshly started Windows 11 with one screen of 2560 × 1440 and two more holds 400-600 MB
// (https://techtactician.com/hidden-vram-hogs-freeing-up-your-gpu-memory).
constexpr Bytes desktop = mebibyte * 600;

}  // namespace

Verdict verdict(const memory::Interval& need, Bytes usable) {
  if (need.high <= usable) {
    return Verdict::fits;
  }
  return need.expected <= usable ? Verdict::tight : Verdict::no;
}

Bytes usual_reserve(const hardware::Gpu& gpu) {
  const bool alone = gpu.segment == hardware::Segment::datacenter || gpu.unified_memory;
  return alone ? Bytes{} : desktop;
}

Bytes usable_memory(const hardware::Gpu& gpu, Bytes reserve) {
  const Bytes visible = hardware::visible_memory(gpu).bytes;
  return visible - std::min(visible, reserve);
}

Bytes usual_reserve(const hardware::RigCards& kind, std::uint64_t card) {
  const Bytes usual = usual_reserve(kind.gpu);
  return usual - std::min(usual, hardware::in_use(kind, card).value_or(Bytes{}));
}

Bytes usable_memory(const hardware::RigCards& kind, std::uint64_t card, Bytes reserve) {
  return usable_memory(kind.gpu, reserve + hardware::in_use(kind, card).value_or(Bytes{}));
}

}  // namespace vramcalc::advise
