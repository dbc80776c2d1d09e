#include "report/device_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "report/bar.h"
#include "report/line_text.h"
#include "report/names.h"
#include "report/width.h"

namespace vramcalc::report {
namespace {

using memory::Device;
using memory::LineItem;

// More cards than this get a row each.
constexpr std::size_t most_blocks = 2;

// Stacked bars need room for small parts.
constexpr std::size_t heading_bar = 30;

std::array<Bytes, share_count> shares_on(const memory::Estimate& estimate, Device device) {
  std::array<Bytes, share_count> shares;
  for (const LineItem& item : estimate.items) {
    if (item.device == device) {
      shares.at(static_cast<std::size_t>(share_of(item.component))) += item.expected;
    }
  }
  return shares;
}

std::vector<double> parts_on(const memory::Estimate& estimate, Device device, Bytes usable) {
  std::vector<double> parts;
  for (const Bytes share : shares_on(estimate, device)) {
    parts.push_back(fraction(share, usable));
  }
  return parts;
}

Device device_at(std::size_t index) {
  return Device{static_cast<std::uint32_t>(index)};
}

class Blocks {
 public:
  Blocks(const advise::EstimateAnswer& answer, ByteUnit unit)
      : answer_(&answer), unit_(unit), decimals_(decimals_for(answer.total.expected, unit)) {
    for (const LineItem& item : answer.estimate.items) {
      name_width_ = std::max(name_width_, display_width(name(item)));
      size_width_ = std::max(size_width_, display_width(size(item.expected)));
      basis_width_ = std::max(basis_width_, display_width(label(label_of(item.basis))));
    }
  }

  // "RTX 4070   ███████▓▓▒········   46 % of 11.99 GiB".
  [[nodiscard]] Table heading(std::size_t index) const {
    const advise::DeviceFit& device = answer_->devices[index];
    const bool alone = answer_->devices.size() == 1;
    Table table;
    table.has_header = false;
    table.columns = {{.header = "", .elides = true},
                     {.header = "", .is_bar = true, .bar_width = heading_bar},
                     {""},
                     {""}};
    const std::string card = card_name(device.gpu);
    table.rows.push_back(
        {{alone ? card
                : render({MessageId::text_device_of, {{"device", device.device}, {"card", card}}}),
          Tone::strong},
         {.text = "", .parts = parts_on(answer_->estimate, device_at(index), device.usable)},
         {render({MessageId::text_share_of,
                  {{"percent", percent_text(device.utilization)},
                   {"size", size_text(device.usable, unit_)}}})},
         {alone ? "" : label(label_of(device.verdict))}});
    return table;
  }

  [[nodiscard]] Table host_heading() const {
    Table table;
    table.has_header = false;
    table.columns = {{""}, {""}};
    table.rows.push_back(
        {{label(MessageId::label_host), Tone::strong}, {size(answer_->host), Tone::strong}});
    return table;
  }

  // Padded, so that the columns of all devices stand under each other.
  [[nodiscard]] Table lines(Device device, bool with_legend) const {
    Table table;
    table.has_header = false;
    table.columns = {{.header = "", .is_legend = true},
                     {""},
                     {"", Align::right},
                     {""},
                     {.header = "", .wraps = true}};
    for (const LineItem& item : answer_->estimate.items) {
      if (item.device != device) {
        continue;
      }
      const auto share = static_cast<std::size_t>(share_of(item.component));
      table.rows.push_back({{std::string{with_legend ? fillings.at(share) : " "}},
                            {padded(name(item), name_width_)},
                            {padded(size(item.expected), size_width_, true)},
                            {padded(label(label_of(item.basis)), basis_width_), Tone::dim},
                            {line_text(item, *answer_), Tone::dim}});
    }
    add_driver_row(table, device);
    return table;
  }

  [[nodiscard]] Table rows_of_cards() const {
    const std::vector<advise::DeviceFit>& devices = answer_->devices;
    Table table;
    table.columns = {{label(MessageId::label_device)},
                     {label(MessageId::label_weights), Align::right},
                     {label(MessageId::label_cache), Align::right},
                     {label(MessageId::label_compute), Align::right},
                     {label(MessageId::label_other), Align::right},
                     {label(MessageId::label_total), Align::right},
                     {"", Align::left, 2, true},
                     {label(MessageId::label_load), Align::right, 1},
                     {label(MessageId::label_verdict)}};
    for (std::size_t i = 0; i < devices.size(); ++i) {
      std::vector<Cell> row{{devices[i].device}};
      for (const Bytes share : shares_on(answer_->estimate, device_at(i))) {
        row.push_back({number_text(share, unit_, decimals_)});
      }
      row.push_back({fmt::format("{} {}", number_text(devices[i].total, unit_, decimals_),
                                 unit_name(unit_))});
      row.push_back(
          {.text = "", .parts = parts_on(answer_->estimate, device_at(i), devices[i].usable)});
      row.push_back({percent_text(devices[i].utilization)});
      row.push_back({label(label_of(devices[i].verdict))});
      table.rows.push_back(std::move(row));
    }
    // The headline names the cards where they are all alike.
    if (answer_->kinds.size() > 1) {
      table.columns.insert(table.columns.begin() + 1, {label(MessageId::label_card)});
      for (std::size_t i = 0; i < devices.size(); ++i) {
        table.rows[i].insert(table.rows[i].begin() + 1, {card_name(devices[i].gpu)});
      }
    }
    return table;
  }

 private:
  // What the driver takes, which is no item of the engine's.
  void add_driver_row(Table& table, Device device) const {
    for (const memory::DriverContext& context : answer_->estimate.contexts) {
      if (context.device == device && context.bytes.expected > Bytes{}) {
        table.rows.push_back(
            {{" "},
             {padded(label(MessageId::label_driver), name_width_)},
             {padded(size(context.bytes.expected), size_width_, true)},
             {padded(label(label_of(memory::Basis::measured)), basis_width_), Tone::dim},
             {label(MessageId::line_driver), Tone::dim}});
      }
    }
  }

  [[nodiscard]] std::string name(const LineItem& item) const {
    return line_name(item, answer_->engine);
  }
  [[nodiscard]] std::string size(Bytes bytes) const { return line_size(bytes, unit_); }

  const advise::EstimateAnswer* answer_;
  ByteUnit unit_;
  int decimals_;
  std::size_t name_width_ = 0;
  std::size_t size_width_ = 0;
  std::size_t basis_width_ = 0;
};

std::size_t gpus_of(const memory::Estimate& estimate) {
  std::set<Device> gpus;
  for (const LineItem& item : estimate.items) {
    if (!item.device.is_host()) {
      gpus.insert(item.device);
    }
  }
  return gpus.size();
}

void add_lines(Document& document, Table lines, bool attached) {
  if (!lines.rows.empty()) {
    lines.attached = attached;
    document.emplace_back(std::move(lines));
  }
}

}  // namespace

void add_devices(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit) {
  const Blocks blocks{answer, unit};
  if (answer.devices.empty()) {
    if (const std::size_t gpus = gpus_of(answer.estimate); gpus > 1) {
      document.emplace_back(
          Remark{render({MessageId::note_every_gpu, {{"count", std::uint64_t{gpus}}}})});
    }
    add_lines(document, blocks.lines(device_at(0), false), false);
  } else if (answer.devices.size() > most_blocks) {
    document.emplace_back(blocks.rows_of_cards());
  } else {
    for (std::size_t i = 0; i < answer.devices.size(); ++i) {
      document.emplace_back(blocks.heading(i));
      add_lines(document, blocks.lines(device_at(i), true), true);
    }
  }
  if (answer.host > Bytes{}) {
    document.emplace_back(blocks.host_heading());
    add_lines(document, blocks.lines(memory::host_device, false), true);
  }
}

}  // namespace vramcalc::report
