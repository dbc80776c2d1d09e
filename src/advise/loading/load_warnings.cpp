#include <algorithm>

#include "advise/loading/load_advice.h"
#include "advise/loading/load_stages.h"

namespace vramcalc::advise {

Verdict worst_verdict(const LoadTimeline& timeline) {
  Verdict worst = Verdict::fits;
  for (const Stage& stage : timeline.stages) {
    worst = std::max(worst, stage.ram_verdict.value_or(Verdict::fits));
  }
  return worst;
}

Verdict verdict_of(const LoadTimeline& timeline, LoadStage stage) {
  return timeline.at(stage).ram_verdict.value_or(Verdict::fits);
}

bool is_one_memory(const LoadRequest& request) {
  return std::any_of(request.gpus.begin(), request.gpus.end(),
                     [](const GpuLoad& gpu) { return !gpu.link; });
}

Bytes mapped_pages(const LoadTimeline& timeline) {
  const Bytes held = timeline.at(LoadStage::ram_to_vram).ram.weights.expected;
  return timeline.file - std::min(timeline.file, held);
}

bool drops_pages(const LoadTimeline& timeline) {
  return timeline.loader == Loader::mmap && timeline.ram &&
         timeline.at(LoadStage::ram_to_vram).ram_reclaimable < mapped_pages(timeline);
}

std::vector<Text> load_warnings(const LoadTimeline& timeline, const LoadRequest& request) {
  if (!request.ram) {
    return {};
  }
  const Bytes ram = *request.ram;
  const auto warning = [&](MessageId id, Bytes need) {
    return Text{id, {{"need", need}, {"ram", ram}}};
  };
  const Verdict loading = std::max(verdict_of(timeline, LoadStage::disk_to_ram),
                                   verdict_of(timeline, LoadStage::ram_to_vram));
  const Verdict running = verdict_of(timeline, LoadStage::running);
  std::vector<Text> warnings;
  if (is_one_memory(request)) {
    if (worst_verdict(timeline) == Verdict::no) {
      Bytes peak;
      for (const Stage& stage : timeline.stages) {
        peak = std::max(peak, (stage.ram.total() + stage.vram.total()).expected);
      }
      warnings.push_back(warning(MessageId::warning_pool_exceeds_ram, peak));
    }
    return warnings;
  }
  if (running == Verdict::no) {
    warnings.push_back(warning(MessageId::warning_running_exceeds_ram,
                               timeline.at(LoadStage::running).ram.total().expected));
  } else if (loading == Verdict::no) {
    warnings.push_back(warning(MessageId::warning_load_exceeds_ram, timeline.peak_ram.expected));
  } else if (loading == Verdict::tight) {
    warnings.push_back(warning(MessageId::warning_load_may_exceed_ram, timeline.peak_ram.high));
  }
  if (drops_pages(timeline)) {
    warnings.push_back({MessageId::warning_file_exceeds_ram,
                        {{"file", mapped_pages(timeline)},
                         {"left", timeline.at(LoadStage::ram_to_vram).ram_reclaimable}}});
  }
  return warnings;
}

}  // namespace vramcalc::advise
