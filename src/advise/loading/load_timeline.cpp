#include <vramcalc/advise/load_timeline.h>

#include <algorithm>

#include "advise/loading/load_advice.h"
#include "advise/loading/load_stages.h"
#include "advise/loading/load_times.h"

namespace vramcalc::advise {
namespace {

using memory::certain;
using memory::Interval;

Interval larger(const Interval& a, const Interval& b) {
  return {std::max(a.low, b.low), std::max(a.expected, b.expected), std::max(a.high, b.high)};
}

Bytes less(Bytes from, Bytes part) {
  return from - std::min(from, part);
}

// Bound by bound, and nothing where the part is larger.
Interval without(const Interval& whole, Bytes part) {
  return {less(whole.low, part), less(whole.expected, part), less(whole.high, part)};
}

class Memory {
 public:
  explicit Memory(const LoadRequest& request)
      : request_(&request),
        traits_(traits_of(request.loader, request.file, request.shard, request.workers)) {}

  // Parts on their way make room for those that stay: the two do not add up.
  [[nodiscard]] StageMemory ram(LoadStage stage) const {
    switch (stage) {
      case LoadStage::disk_to_ram:
      case LoadStage::ram_to_vram:
        return {request_->ram_before, larger(traits_.staged, request_->held_weights),
                traits_.loading + request_->held};
      case LoadStage::running:
        return {request_->ram_before, request_->held_weights, traits_.running + request_->held};
      case LoadStage::before:
      case LoadStage::released:
        break;
    }
    return {request_->ram_before, {}, {}};
  }

  [[nodiscard]] Bytes reclaimable(LoadStage stage) const {
    const bool is_used = std::all_of(request_->gpus.begin(), request_->gpus.end(),
                                     [](const GpuLoad& gpu) { return gpu.works_on_map; });
    if (stage == LoadStage::before || !traits_.leaves_cache ||
        (is_used && stage != LoadStage::released)) {
      return {};
    }
    const StageMemory used = ram(stage);
    const Bytes pages = less(request_->file, used.weights.expected);
    return request_->ram ? std::min(pages, less(*request_->ram, used.total().expected)) : pages;
  }

  [[nodiscard]] StageMemory vram(const GpuLoad& gpu, LoadStage stage) const {
    switch (stage) {
      case LoadStage::disk_to_ram:
        // All but the last part were copied when that is read.
        return {gpu.before, certain(gpu.weights - share_of(gpu.weights, traits_.parts)), {}};
      case LoadStage::ram_to_vram:
        return {gpu.before, certain(gpu.weights), without(gpu.allocated, gpu.weights)};
      case LoadStage::running: {
        const Interval program = without(gpu.allocated, gpu.weights);
        return {gpu.before,
                certain(gpu.weights),
                {less(program.low, gpu.swing), program.expected, program.high + gpu.swing}};
      }
      case LoadStage::before:
      case LoadStage::released:
        break;
    }
    return {gpu.before, {}, {}};
  }

 private:
  const LoadRequest* request_;
  LoaderTraits traits_;
};

StageMemory operator+(const StageMemory& a, const StageMemory& b) {
  return {a.before + b.before, a.weights + b.weights, a.program + b.program};
}

// Of a GPU that shares the main memory, its part lies there too.
Interval of_main_memory(const Stage& stage, const LoadRequest& request) {
  Interval need = stage.ram.total();
  for (std::size_t i = 0; i < request.gpus.size(); ++i) {
    if (!request.gpus[i].link) {
      need = need + stage.gpus[i];
    }
  }
  return need;
}

Stage stage_of(const LoadRequest& request, const Memory& memory, const LoadTimes& times,
               LoadStage which) {
  Stage stage;
  stage.stage = which;
  stage.ram = memory.ram(which);
  stage.ram_reclaimable = memory.reclaimable(which);
  for (const GpuLoad& gpu : request.gpus) {
    const StageMemory own = memory.vram(gpu, which);
    stage.vram = stage.vram + own;
    stage.gpus.push_back(own.total());
  }
  if (request.ram) {
    stage.ram_verdict = verdict(of_main_memory(stage, request), *request.ram);
  }
  if (which == LoadStage::disk_to_ram) {
    stage.start_seconds = 0;
    stage.seconds = times.reading();
    stage.bottleneck = times.overlaps() ? times.slower() : Bottleneck::disk;
  } else if (which == LoadStage::ram_to_vram) {
    stage.start_seconds = times.copying_starts();
    stage.seconds = times.total() - times.copying_starts();
    if (times.overlaps()) {
      stage.bottleneck = times.slower();
    } else if (times.link_per_second()) {
      stage.bottleneck = Bottleneck::link;
    }
  }
  return stage;
}

}  // namespace

LoadTimeline stages_of(const LoadRequest& request) {
  const Memory memory{request};
  const LoadTimes times{request};
  LoadTimeline timeline;
  timeline.loader = request.loader;
  timeline.file = request.file;
  timeline.disk_per_second = request.disk_per_second;
  timeline.link_per_second = times.link_per_second();
  timeline.overlaps = times.overlaps();
  timeline.bottleneck = times.slower();
  timeline.total_seconds = times.total();
  timeline.ram = request.ram;
  timeline.assumptions = request.assumptions;
  for (const GpuLoad& gpu : request.gpus) {
    timeline.vram += gpu.visible;
  }
  for (std::size_t i = 0; i < timeline.stages.size(); ++i) {
    Stage& stage = timeline.stages.at(i);
    stage = stage_of(request, memory, times, static_cast<LoadStage>(i));
    timeline.peak_ram = larger(timeline.peak_ram, stage.ram.total());
    timeline.peak_reclaimable = std::max(timeline.peak_reclaimable, stage.ram_reclaimable);
  }
  return timeline;
}

LoadTimeline load_timeline(const LoadRequest& request) {
  LoadTimeline timeline = stages_of(request);
  timeline.warnings = load_warnings(timeline, request);
  timeline.advice = load_advice(timeline, request);
  return timeline;
}

}  // namespace vramcalc::advise
