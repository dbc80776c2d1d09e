#include "advise/speed/links.h"

#include <algorithm>
#include <limits>

#include <vramcalc/hardware/pcie_link.h>

namespace vramcalc::advise {
namespace {

// One sum of a few kilobytes: what https://github.com/pytorch-labs/gpt-fast (A100, NVSwitch) and
// https://github.com/mlc-ai/llm-perf-bench (A10G and A100 over PCIe) lose beside the reading of
// weights, by 2, 4 and 8 cards alike.
constexpr double nvlink_latency = 12e-6;
constexpr double pcie_latency = 60e-6;

// Programs see 0.8 of the nominal rate: `effective` of
// https://github.com/ai-dynamo/aiconfigurator.
constexpr double effective = 0.8;

// Without peer-to-peer, which drivers of consumer cards refuse, sums go through main memory: twice
// over the link (https://github.com/tinygrad/open-gpu-kernel-modules).
constexpr double through_memory = 0.5;

constexpr double gigabyte = 1e9;

}  // namespace

double pcie_bytes_per_second(const hardware::Gpu& gpu) {
  const hardware::PcieLink link = hardware::pcie_link(gpu).value_or(hardware::PcieLink{});
  return effective * static_cast<double>(hardware::nominal_rate(link).count());
}

Links links_of(std::span<const hardware::Gpu> cards) {
  Links slowest{0, std::numeric_limits<double>::infinity()};
  for (const hardware::Gpu& card : cards) {
    // Bridges join two cards; a chassis of modules joins all.
    const bool is_linked = card.nvlink_gb_per_s.value_or(0) > 0 &&
                           (card.form_factor == hardware::FormFactor::module || cards.size() == 2);
    // NVLink's figure is both directions added.
    const double rate =
        is_linked ? *card.nvlink_gb_per_s / 2 * gigabyte * effective
                  : pcie_bytes_per_second(card) *
                        (card.segment == hardware::Segment::consumer ? through_memory : 1.0);
    slowest.latency_seconds =
        std::max(slowest.latency_seconds, is_linked ? nvlink_latency : pcie_latency);
    slowest.bytes_per_second = std::min(slowest.bytes_per_second, rate);
  }
  return slowest;
}

}  // namespace vramcalc::advise
