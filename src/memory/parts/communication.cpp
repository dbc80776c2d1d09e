#include "memory/parts/communication.h"

#include "memory/parts/line_items.h"

namespace vramcalc::memory {
namespace {

// What NCCL takes of a GPU: 342 MiB for two, 392 for four and eight
// (https://github.com/ai-dynamo/aiconfigurator, systems/*.yaml, nccl_mem); vLLM's logs put what
// is not PyTorch's at 0.2 to 0.6 GiB on two to four GPUs. On NVLink switches with all-to-all it
// reaches 1.1 GiB (https://github.com/NVIDIA/nccl/issues/1685).
constexpr std::uint64_t two_mib = 342;
constexpr std::uint64_t more_mib = 392;
constexpr std::uint64_t low_mib = 100;
constexpr std::uint64_t high_mib = 700;
constexpr std::uint64_t high_of_many_mib = 1100;
constexpr std::uint64_t few_gpus = 4;

}  // namespace

std::optional<LineItem> communication_item(Device device, const Grid& grid) {
  const std::uint64_t gpus = grid.gpus();
  if (gpus < 2) {
    return std::nullopt;
  }
  const Bytes expected = mebibyte * (gpus == 2 ? two_mib : more_mib);
  const Bytes high = mebibyte * (gpus > few_gpus ? high_of_many_mib : high_mib);
  return bounded_item(Component::communication, device, {mebibyte * low_mib, expected, high},
                      Basis::measured, "communication",
                      {{"buffers", expected.count(), TermUnit::bytes, TermOrigin::constant},
                       {"gpus", gpus, TermUnit::count, TermOrigin::engine}});
}

}  // namespace vramcalc::memory
