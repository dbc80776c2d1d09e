#include "report/timeline_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "report/bar.h"
#include "report/timeline.h"

namespace vramcalc::report {
namespace {

using advise::LoadTimeline;
using advise::Stage;
using advise::StageMemory;

// As wide as the longest name of a stage.
constexpr std::size_t stage_bar = 11;

Cell bar_of(const StageMemory& memory, Bytes cache, Bytes full) {
  return {.text = "",
          .parts = {fraction(memory.before.expected, full), fraction(memory.weights.expected, full),
                    fraction(memory.program.expected, full), fraction(cache, full)}};
}

// A full bar is all the memory there is, where that is known, else the most that is used.
Table bars(const LoadTimeline& timeline) {
  Table table;
  table.columns = {{.header = "", .is_legend = true}};
  Bytes full_ram = timeline.ram.value_or(Bytes{});
  Bytes full_vram = timeline.vram;
  for (const Stage& stage : timeline.stages) {
    table.columns.push_back(
        {.header = label(label_of(stage.stage)), .is_bar = true, .bar_width = stage_bar});
    full_ram = std::max(full_ram, stage.ram.total().expected + stage.ram_reclaimable);
    full_vram = std::max(full_vram, stage.vram.total().expected);
  }
  std::vector<Cell> ram{{label(MessageId::label_ram)}};
  std::vector<Cell> vram{{label(MessageId::label_vram)}};
  for (const Stage& stage : timeline.stages) {
    ram.push_back(bar_of(stage.ram, stage.ram_reclaimable, full_ram));
    vram.push_back(bar_of(stage.vram, {}, full_vram));
  }
  table.rows = {std::move(ram), std::move(vram)};
  return table;
}

Table legend(const LoadTimeline& timeline) {
  std::vector<MessageId> names{MessageId::legend_in_use, MessageId::label_weights,
                               MessageId::legend_program};
  if (timeline.peak_reclaimable > Bytes{}) {
    names.push_back(MessageId::label_file_cache);
  }
  Table table;
  table.has_header = false;
  table.attached = true;
  std::vector<Cell> row;
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns.push_back({.header = "", .is_legend = true});
    row.push_back({fmt::format("{} {}", fillings.at(i), label(names[i])), Tone::dim});
  }
  table.rows = {std::move(row)};
  return table;
}

}  // namespace

void add_picture(Document& document, const LoadTimeline& timeline) {
  document.emplace_back(bars(timeline));
  document.emplace_back(legend(timeline));
}

}  // namespace vramcalc::report
