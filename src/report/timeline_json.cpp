#include <cmath>

#include "report/names.h"
#include "report/timeline.h"

namespace vramcalc::report {
namespace {

// To the millisecond, which is more than it is worth.
double rounded_seconds(double seconds) {
  return std::round(seconds * 1'000) / 1'000;
}

Json seconds_json(const std::optional<double>& seconds) {
  return seconds ? Json(rounded_seconds(*seconds)) : Json(nullptr);
}

Json count_json(const std::optional<Bytes>& bytes) {
  return bytes ? Json(bytes->count()) : Json(nullptr);
}

void add_interval(Json& json, const std::string& name, const memory::Interval& interval) {
  json[name + "_bytes"] = interval.expected.count();
  json[name + "_low_bytes"] = interval.low.count();
  json[name + "_high_bytes"] = interval.high.count();
}

Json stage_json(const advise::Stage& stage) {
  Json json;
  json["stage"] = id_of(stage.stage);
  add_interval(json, "ram", stage.ram.total());
  json["ram_reclaimable_bytes"] = stage.ram_reclaimable.count();
  json["ram_verdict"] = stage.ram_verdict ? Json(id_of(*stage.ram_verdict)) : Json(nullptr);
  add_interval(json, "vram", stage.vram.total());
  Json devices = Json::array();
  for (std::size_t i = 0; i < stage.gpus.size(); ++i) {
    Json device = {{"device", memory::name_of(memory::Device{static_cast<std::uint32_t>(i)})}};
    add_interval(device, "vram", stage.gpus[i]);
    devices.push_back(std::move(device));
  }
  json["devices"] = std::move(devices);
  json["start_seconds"] = seconds_json(stage.start_seconds);
  json["seconds"] = seconds_json(stage.seconds);
  json["bottleneck"] = stage.bottleneck ? Json(id_of(*stage.bottleneck)) : Json(nullptr);
  return json;
}

}  // namespace

std::string_view id_of(advise::LoadStage stage) {
  switch (stage) {
    case advise::LoadStage::before:
      return "before";
    case advise::LoadStage::disk_to_ram:
      return "disk-to-ram";
    case advise::LoadStage::ram_to_vram:
      return "ram-to-vram";
    case advise::LoadStage::running:
      return "running";
    case advise::LoadStage::released:
      break;
  }
  return "released";
}

std::string_view id_of(advise::Bottleneck bottleneck) {
  return bottleneck == advise::Bottleneck::disk ? "disk" : "link";
}

Json timeline_json(const advise::LoadTimeline& timeline) {
  Json json;
  json["loader"] = advise::id_of(timeline.loader);
  json["file_bytes"] = timeline.file.count();
  json["disk_bytes_per_second"] = timeline.disk_per_second.count();
  json["link_bytes_per_second"] = count_json(timeline.link_per_second);
  json["ram_size_bytes"] = count_json(timeline.ram);
  json["overlaps"] = timeline.overlaps;
  Json stages = Json::array();
  for (const advise::Stage& stage : timeline.stages) {
    stages.push_back(stage_json(stage));
  }
  json["stages"] = std::move(stages);
  add_interval(json, "peak_ram", timeline.peak_ram);
  json["total_seconds"] = rounded_seconds(timeline.total_seconds);
  json["bottleneck"] = id_of(timeline.bottleneck);
  json["assumptions"] = json_of(timeline.assumptions);
  json["warnings"] = json_of(timeline.warnings);
  json["advice"] = json_of(timeline.advice);
  return json;
}

}  // namespace vramcalc::report
