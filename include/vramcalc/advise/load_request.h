// The load of a model on a rig, as the stages of its loading want it described.
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/advise/load_timeline.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/memory/engine.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::advise {

/// What a reader can say about the computer; what is absent is assumed, and listed.
struct LoadSettings {
  std::optional<Loader> loader = {};  // absent: the engine's usual one
  std::optional<Bytes> disk_per_second = {};
  std::optional<hardware::PcieLink> slot = {};  // of every card; one that can do less has less
  std::optional<Bytes> shard = {};
  std::uint64_t workers = 1;
  std::optional<Bytes> ram = {};  // absent: not known; of unified memory, what the rig has
};

/// `estimate`: what the engine takes on that rig.
[[nodiscard]] LoadRequest load_request(const memory::Estimate& estimate,
                                       const memory::Engine& engine, const hardware::Rig& rig,
                                       const LoadSettings& settings = {});

/// What a display takes of a card: nothing of those that usually have none.
[[nodiscard]] memory::Interval usual_vram_before(const hardware::Gpu& gpu);

}  // namespace vramcalc::advise
