#include "advise/loading/load_advice.h"

#include <algorithm>
#include <array>
#include <string>

#include "advise/loading/load_stages.h"
#include "advise/loading/load_times.h"

namespace vramcalc::advise {
namespace {

// What disks of each kind read in one go: SATA (https://geratools.com/storage-interface-reference),
// NVMe over PCIe 3.0, 4.0 and 5.0 (https://nuvorix.com/glossary/nvme).
constexpr std::array<Bytes, 4> disk_rates{Bytes{550'000'000}, Bytes{3'500'000'000}, gigabyte * 7,
                                          gigabyte * 14};

// A disk that is not half as fast again is not worth its change.
constexpr Ratio worthwhile{3, 2};

// From this share of the file on a loader counts as one that holds the file.
constexpr Ratio large_part_of_file{6, 10};

Text about_time(MessageId id, std::string_view field, std::string value,
                const LoadRequest& changed) {
  return {id, {{field, std::move(value)}, {"seconds", seconds_text(LoadTimes{changed}.total())}}};
}

std::optional<Text> faster_disk(const LoadRequest& request) {
  const auto* const next = std::find_if(disk_rates.begin(), disk_rates.end(), [&](Bytes rate) {
    return rate >= scaled(request.disk_per_second, worthwhile);
  });
  if (next == disk_rates.end()) {
    return std::nullopt;
  }
  LoadRequest changed = request;
  changed.disk_per_second = *next;
  return about_time(MessageId::advice_faster_disk, "speed", rate_text(*next), changed);
}

// The link that the card could have in a better slot.
std::optional<Text> more_lanes(const LoadRequest& request, const GpuLoad& gpu) {
  const hardware::PcieLink best =
      gpu.card_link.value_or(hardware::PcieLink{gpu.link->generation, hardware::most_pcie_lanes});
  if (hardware::nominal_rate(best) <= hardware::nominal_rate(*gpu.link)) {
    return std::nullopt;
  }
  LoadRequest changed = request;
  for (GpuLoad& other : changed.gpus) {
    if (other.link == gpu.link) {
      other.link = best;
    }
  }
  return about_time(MessageId::advice_more_lanes, "pcie", hardware::pcie_text(best), changed);
}

void add_speed(std::vector<Text>& advice, const LoadRequest& request) {
  const LoadTimes times{request};
  const std::optional<Text> change = times.slower() == Bottleneck::link
                                         ? more_lanes(request, *times.last_filled())
                                         : faster_disk(request);
  advice.push_back(change.value_or(Text{MessageId::advice_fast_already, {}}));
}

// What loading itself takes.
Bytes own_peak(const LoadTimeline& timeline) {
  const StageMemory& ram = timeline.at(LoadStage::disk_to_ram).ram;
  return (ram.weights + ram.program).expected;
}

void add_other_loader(std::vector<Text>& advice, const LoadTimeline& timeline,
                      const LoadRequest& request) {
  LoadRequest changed = request;
  changed.loader = Loader::streaming;
  const LoadTimeline streamed = stages_of(changed);
  const bool is_large = own_peak(timeline) >= scaled(request.file, large_part_of_file) ||
                        verdict_of(timeline, LoadStage::disk_to_ram) == Verdict::no;
  if (timeline.loader == Loader::mmap || !is_large || own_peak(streamed) >= own_peak(timeline)) {
    return;
  }
  const bool helps =
      worst_verdict(timeline) == Verdict::no && worst_verdict(streamed) != Verdict::no;
  advice.push_back(
      {helps ? MessageId::advice_streaming_fits : MessageId::advice_streaming,
       {{"streamed", streamed.peak_ram.expected}, {"size", timeline.peak_ram.expected}}});
}

void add_fewer_workers(std::vector<Text>& advice, const LoadTimeline& timeline,
                       const LoadRequest& request) {
  if (request.loader != Loader::sharded) {
    return;
  }
  LoadRequest changed = request;
  changed.workers = 1;
  const Bytes alone = own_peak(stages_of(changed));
  if (alone < own_peak(timeline)) {
    advice.push_back({MessageId::advice_fewer_workers, {{"size", own_peak(timeline) - alone}}});
  }
}

// A second copy in the memory that GPU and processor share.
bool keeps_a_copy(const LoadRequest& request) {
  const bool works_on_map = std::any_of(request.gpus.begin(), request.gpus.end(),
                                        [](const GpuLoad& gpu) { return gpu.works_on_map; });
  return is_one_memory(request) && (request.loader == Loader::whole_file ||
                                    (request.loader == Loader::mmap && !works_on_map));
}

}  // namespace

std::vector<Text> load_advice(const LoadTimeline& timeline, const LoadRequest& request) {
  std::vector<Text> advice;
  add_other_loader(advice, timeline, request);
  add_fewer_workers(advice, timeline, request);
  const bool passes = verdict_of(timeline, LoadStage::disk_to_ram) == Verdict::no &&
                      verdict_of(timeline, LoadStage::running) != Verdict::no;
  if (passes && !is_one_memory(request)) {
    advice.push_back({MessageId::advice_swap, {}});
  }
  if (keeps_a_copy(request)) {
    advice.push_back({MessageId::advice_one_memory, {{"size", request.file}}});
  } else if (timeline.peak_reclaimable > Bytes{} && !drops_pages(timeline)) {
    advice.push_back({MessageId::advice_file_cache, {{"size", timeline.peak_reclaimable}}});
  }
  add_speed(advice, request);
  return advice;
}

}  // namespace vramcalc::advise
