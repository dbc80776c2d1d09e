// Loading a model, stage by stage: what main memory and the cards hold, how long it takes, and what
// decides that.
//
//   const LoadTimeline timeline = load_timeline(request);
//   timeline.total_seconds;                      // until it runs
//   timeline.peak_ram.expected <= gibibyte * 32  // loads beside 32 GB of RAM
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <vramcalc/advise/loader.h>
#include <vramcalc/advise/verdict.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/hardware/pcie_link.h>
#include <vramcalc/hardware/system_memory.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::advise {

/// What a system and its desktop hold of main memory: 4 to 5 GB before anything is loaded.
inline constexpr memory::Interval usual_ram_before{gigabyte * 4, Bytes{4'500'000'000},
                                                   gigabyte * 5};

/// Bytes per second that a usual NVMe disk reads in one go.
inline constexpr Bytes usual_disk_rate = gigabyte * 3;

/// By how much intermediate results move what a card holds, up and down, where a program allocates
/// as it goes.
inline constexpr Bytes usual_swing{300'000'000};

/// One GPU.
struct GpuLoad {
  Bytes weights;               // that travel to it
  memory::Interval allocated;  // weights, cache and all else, once it runs
  memory::Interval before;     // what is in use before
  Bytes swing = usual_swing;
  /// Its link, which no other GPU uses; nothing where GPU and processor share their memory.
  std::optional<hardware::PcieLink> link = hardware::PcieLink{};
  /// What the card could do in a better slot; nothing where that is not known.
  std::optional<hardware::PcieLink> card_link = {};
  Bytes visible = {};         // all of its memory
  bool works_on_map = false;  // on the pages of a mapped file themselves, without a copy
};

struct LoadRequest {
  Loader loader = Loader::whole_file;
  Bytes file;                     // all weights, as they are read from the disk
  std::vector<GpuLoad> gpus;      // never empty
  memory::Interval held_weights;  // that stay in main memory
  memory::Interval held;          // caches and buffers beside them
  memory::Interval ram_before = usual_ram_before;
  Bytes disk_per_second = usual_disk_rate;  // never 0
  Bytes shard = hardware::usual_shard;      // of the sharded loader; never 0
  std::uint64_t workers = 1;                // of it, that read at once
  std::optional<Bytes> ram;                 // of this computer
  std::vector<Assumption> assumptions;      // of whoever filled this in
};

enum class LoadStage : std::uint8_t { before, disk_to_ram, ram_to_vram, running, released };
enum class Bottleneck : std::uint8_t { disk, link };

/// What lies in a memory, at the most while a stage lasts.
struct StageMemory {
  memory::Interval before;   // what was in use before
  memory::Interval weights;  // main memory: on their way, or to stay
  memory::Interval program;  // process, cache, compute

  [[nodiscard]] memory::Interval total() const { return before + weights + program; }
};

struct Stage {
  LoadStage stage = LoadStage::before;
  StageMemory ram;
  Bytes ram_reclaimable;                // pages of the file beside that, which the system may drop
  StageMemory vram;                     // of all GPUs
  std::vector<memory::Interval> gpus;   // of each, in the order of the request
  std::optional<double> start_seconds;  // since loading began; of the stages that take time
  std::optional<double> seconds;        // from its start to its end
  std::optional<Bottleneck> bottleneck;
  std::optional<Verdict> ram_verdict;  // where the size of the computer's memory is known
};

struct LoadTimeline {
  Loader loader = Loader::whole_file;
  Bytes file;
  Bytes disk_per_second;
  std::optional<Bytes> link_per_second;  // of the GPU that is filled last
  std::array<Stage, 5> stages;           // one of each, in their order
  /// Where reading and copying are at work at once the slower decides; else they follow one
  /// another.
  bool overlaps = false;
  Bottleneck bottleneck = Bottleneck::disk;  // what takes longer
  double total_seconds = 0;                  // until it runs
  memory::Interval peak_ram;
  Bytes peak_reclaimable;
  std::optional<Bytes> ram;
  Bytes vram;  // of all GPUs
  std::vector<Text> warnings;
  std::vector<Text> advice;  // what a reader can change, best first
  std::vector<Assumption> assumptions;

  [[nodiscard]] const Stage& at(LoadStage stage) const {
    return stages.at(static_cast<std::size_t>(stage));
  }
};

[[nodiscard]] LoadTimeline load_timeline(const LoadRequest& request);

}  // namespace vramcalc::advise
