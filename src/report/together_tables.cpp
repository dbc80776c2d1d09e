#include "report/together_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/bar.h"
#include "report/fit_tables.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

using advise::SetModel;

constexpr std::size_t heading_bar = 30;

}  // namespace

SetTables::SetTables(const advise::SetAnswer& answer, ByteUnit unit)
    : answer_(&answer), unit_(unit), decimals_(decimals_for(answer.total.expected, unit)) {}

Table SetTables::models() const {
  Table table;
  table.columns = {{.header = label(MessageId::label_of_model), .elides = true},
                   {label(MessageId::label_precision)},
                   {label(MessageId::label_engine)},
                   {label(MessageId::label_context), Align::right, 1},
                   {label(MessageId::label_takes), Align::right},
                   {label(MessageId::label_ram), Align::right, 2}};
  for (const SetModel& model : answer_->models) {
    const advise::EstimateAnswer& of = model.answer;
    const bool is_placed = of.estimate.is_placed;
    table.rows.push_back(
        {{model.name},
         {format_name(of.format)},
         {is_placed ? std::string{memory::id_of(of.engine)} : label(label_of(of.estimate.method))},
         {is_placed ? fmt::format("{} × {}", tokens_text(of.workload.context_tokens),
                                  of.workload.parallel)
                    : "–"},
         {size(of.total.expected)},
         {is_placed ? size(of.host) : "–"}});
  }
  return table;
}

Table SetTables::heading(std::size_t card) const {
  const advise::DeviceFit& device = answer_->devices[card];
  const bool is_alone = answer_->devices.size() == 1;
  const std::string name = card_name(device.gpu);
  Table table;
  table.has_header = false;
  table.columns = {{.header = "", .elides = true},
                   {.header = "", .is_bar = true, .bar_width = heading_bar},
                   {""},
                   {""}};
  table.rows.push_back(
      {{is_alone ? name
                 : render({MessageId::text_device_of, {{"device", device.device}, {"card", name}}}),
        Tone::strong},
       bar_of(card),
       {render({MessageId::text_share_of,
                {{"percent", percent_text(device.utilization)},
                 {"size", size_text(device.usable, unit_)}}})},
       {is_alone ? "" : label(label_of(device.verdict))}});
  return table;
}

Table SetTables::lines(std::size_t card) const {
  Table table;
  table.attached = true;
  table.columns = {{.header = "", .is_legend = true},
                   {.header = label(MessageId::label_of_model), .elides = true},
                   {label(MessageId::label_weights), Align::right},
                   {label(MessageId::label_cache), Align::right},
                   {label(MessageId::label_other), Align::right},
                   {label(MessageId::label_total), Align::right}};
  for (std::size_t i = 0; i < answer_->models.size(); ++i) {
    const advise::ModelOnCard& model = answer_->models[i].cards[card];
    const bool is_placed = answer_->models[i].answer.estimate.is_placed;
    const Bytes parts = std::min(model.weights + model.cache, model.holds.expected);
    table.rows.push_back({{std::string{fillings.at(std::min(i, fillings.size() - 2))}},
                          {answer_->models[i].name},
                          {number_text(model.weights, unit_, decimals_)},
                          {is_placed ? number_text(model.cache, unit_, decimals_) : "–"},
                          {number_text(model.holds.expected - parts, unit_, decimals_)},
                          {size(model.holds.expected)}});
  }
  if (const Bytes drivers = answer_->devices[card].driver; drivers > Bytes{}) {
    table.rows.push_back({{" "},
                          {label(MessageId::label_driver), Tone::dim},
                          {""},
                          {""},
                          {""},
                          {size(drivers), Tone::dim}});
  }
  return table;
}

Table SetTables::rows_of_cards() const {
  Table table;
  table.columns = {{label(MessageId::label_device)},
                   {.header = label(MessageId::label_card), .elides = true},
                   {label(MessageId::label_total), Align::right},
                   {label(MessageId::label_of), Align::right},
                   {"", Align::left, 2, true},
                   {label(MessageId::label_load), Align::right, 1},
                   {label(MessageId::label_verdict)}};
  for (std::size_t card = 0; card < answer_->devices.size(); ++card) {
    const advise::DeviceFit& device = answer_->devices[card];
    table.rows.push_back({{device.device},
                          {card_name(device.gpu)},
                          {size(device.total)},
                          {size(device.usable)},
                          bar_of(card),
                          {percent_text(device.utilization)},
                          {label(label_of(device.verdict)), tone_of(device.verdict)}});
  }
  return table;
}

std::string SetTables::size(Bytes bytes) const {
  return fmt::format("{} {}", number_text(bytes, unit_, decimals_), unit_name(unit_));
}

Cell SetTables::bar_of(std::size_t card) const {
  Cell cell;
  for (const SetModel& model : answer_->models) {
    cell.parts.push_back(fraction(model.cards[card].holds.expected, answer_->devices[card].usable));
  }
  return cell;
}

}  // namespace vramcalc::report
