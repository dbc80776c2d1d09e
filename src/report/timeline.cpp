#include "report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "report/fit_tables.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/timeline_picture.h"

namespace vramcalc::report {
namespace {

using advise::LoadTimeline;
using advise::Stage;

MessageId label_of(advise::Loader loader) {
  switch (loader) {
    case advise::Loader::whole_file:
      return MessageId::loader_whole_file;
    case advise::Loader::streaming:
      return MessageId::loader_streaming;
    case advise::Loader::mmap:
      return MessageId::loader_mmap;
    case advise::Loader::sharded:
      break;
  }
  return MessageId::loader_sharded;
}

MessageId label_of(advise::Bottleneck bottleneck) {
  return bottleneck == advise::Bottleneck::disk ? MessageId::label_disk : MessageId::label_link;
}

class Blocks {
 public:
  Blocks(const LoadTimeline& timeline, ByteUnit unit) : timeline_(&timeline), style_{.unit = unit} {
    Bytes largest;
    for (const Stage& stage : timeline.stages) {
      largest = std::max({largest, stage.ram.total().high, stage.vram.total().high});
    }
    decimals_ = decimals_for(largest, unit);
  }

  [[nodiscard]] Headline headline() const {
    return {
        render({MessageId::timeline_subject,
                {{"size", timeline_->file}, {"loader", label_of(timeline_->loader)}}},
               style_),
        render({MessageId::timeline_answer, {{"seconds", seconds_text(timeline_->total_seconds)}}}),
        render({MessageId::timeline_peak, {{"size", timeline_->peak_ram.expected}}}, style_),
        {}};
  }

  [[nodiscard]] Table stages() const {
    Table table;
    table.columns = {{label(MessageId::label_stage)}};
    for (const Stage& stage : timeline_->stages) {
      table.rows.push_back({{label(report::label_of(stage.stage))}});
    }
    add_column(table, {label(MessageId::label_ram), Align::right},
               [&](const Stage& stage) { return Cell{size(stage.ram.total().expected)}; });
    add_column(table, {label(MessageId::label_low_high), Align::right, 2},
               [&](const Stage& stage) { return Cell{range(stage.ram.total())}; });
    if (timeline_->ram) {
      add_column(table, {label(MessageId::label_verdict)}, [](const Stage& stage) {
        return Cell{label(report::label_of(*stage.ram_verdict)), tone_of(*stage.ram_verdict)};
      });
    }
    if (timeline_->peak_reclaimable > Bytes{}) {
      add_column(table, {label(MessageId::label_file_cache), Align::right},
                 [&](const Stage& stage) { return Cell{size(stage.ram_reclaimable)}; });
    }
    add_column(table, {label(MessageId::label_vram), Align::right},
               [&](const Stage& stage) { return Cell{size(stage.vram.total().expected)}; });
    add_column(table, {label(MessageId::label_low_high), Align::right, 1},
               [&](const Stage& stage) { return Cell{range(stage.vram.total())}; });
    add_column(table, {label(MessageId::label_seconds), Align::right}, [](const Stage& stage) {
      return Cell{stage.seconds ? seconds_text(*stage.seconds) : ""};
    });
    add_column(table, {label(MessageId::label_limited_by)}, [](const Stage& stage) {
      return Cell{stage.bottleneck ? label(label_of(*stage.bottleneck)) : ""};
    });
    return table;
  }

  // How the two ways work together.
  [[nodiscard]] Remark order() const {
    const std::string disk = rate_text(timeline_->disk_per_second);
    if (!timeline_->link_per_second) {
      return {render({MessageId::note_no_link, {{"disk", disk}}})};
    }
    return {
        render({timeline_->overlaps ? MessageId::note_at_once : MessageId::note_one_after_another,
                {{"disk", disk}, {"link", rate_text(*timeline_->link_per_second)}}})};
  }

  void add_sentences(Document& document) const {
    add_warnings(document, timeline_->warnings, style_);
    add_assumptions(document, timeline_->assumptions);
    for (const Text& advice : timeline_->advice) {
      document.emplace_back(
          Remark{render(advice, style_), Tone::plain, false, &advice != timeline_->advice.data()});
    }
  }

 private:
  template <typename CellOf>
  void add_column(Table& table, Column column, const CellOf& cell_of) const {
    table.columns.push_back(std::move(column));
    for (std::size_t i = 0; i < timeline_->stages.size(); ++i) {
      table.rows[i].push_back(cell_of(timeline_->stages.at(i)));
    }
  }

  [[nodiscard]] std::string size(Bytes bytes) const {
    return fmt::format("{} {}", number_text(bytes, style_.unit, decimals_), unit_name(style_.unit));
  }

  [[nodiscard]] std::string range(const memory::Interval& interval) const {
    return interval.low == interval.high
               ? ""
               : fmt::format("{} – {}", number_text(interval.low, style_.unit, decimals_),
                             number_text(interval.high, style_.unit, decimals_));
  }

  const LoadTimeline* timeline_;
  TextStyle style_;
  int decimals_ = 1;
};

}  // namespace

MessageId label_of(advise::LoadStage stage) {
  switch (stage) {
    case advise::LoadStage::before:
      return MessageId::stage_before;
    case advise::LoadStage::disk_to_ram:
      return MessageId::stage_disk_to_ram;
    case advise::LoadStage::ram_to_vram:
      return MessageId::stage_ram_to_vram;
    case advise::LoadStage::running:
      return MessageId::stage_running;
    case advise::LoadStage::released:
      break;
  }
  return MessageId::stage_released;
}

void add_timeline(Document& document, const LoadTimeline& timeline, ByteUnit unit) {
  const Blocks blocks{timeline, unit};
  document.emplace_back(blocks.headline());
  document.emplace_back(blocks.stages());
  add_picture(document, timeline);
  document.emplace_back(blocks.order());
  blocks.add_sentences(document);
}

}  // namespace vramcalc::report
