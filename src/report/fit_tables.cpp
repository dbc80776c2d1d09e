#include "report/fit_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/machine.h"
#include "report/names.h"
#include "report/remarks.h"

namespace vramcalc::report {
namespace {

using advise::Verdict;

// Remarks about power are per row: past this many kinds of cards they would bury the table.
constexpr std::size_t most_kinds_with_remarks = 8;

// "2", or "1 → 2" where somebody asked about a number that does not hold it.
std::string cards_text(const advise::KindFit& kind, bool rig_is_named) {
  const std::uint64_t cards = kind.answer().cards;
  return rig_is_named && kind.named != cards ? fmt::format("{} → {}", kind.named, cards)
                                             : std::to_string(cards);
}

Table devices_table(const advise::EstimateAnswer& answer, ByteUnit unit) {
  Table table;
  table.columns = {{label(MessageId::label_device)},
                   {.header = label(MessageId::label_card), .elides = true},
                   {label(MessageId::label_per_card), Align::right},
                   {label(MessageId::label_of), Align::right},
                   {"", Align::left, 2, true},
                   {label(MessageId::label_load), Align::right, 1},
                   {label(MessageId::label_verdict)}};
  const int decimals = decimals_for(answer.total.expected, unit);
  const auto size = [&](Bytes bytes) {
    return number_text(bytes, unit, decimals) + " " + std::string{unit_name(unit)};
  };
  for (const advise::DeviceFit& device : answer.devices) {
    table.rows.push_back({{device.device},
                          {card_name(device.gpu)},
                          {size(device.total)},
                          {size(device.usable)},
                          {"", tone_of(device.verdict), device.utilization},
                          {percent_text(device.utilization)},
                          {label(label_of(device.verdict)), tone_of(device.verdict)}});
  }
  return table;
}

bool any_set_of_cards(const advise::EstimateAnswer& answer) {
  return std::any_of(answer.kinds.begin(), answer.kinds.end(), [](const advise::KindFit& kind) {
    return kind.answer().cards > 1 && kind.answer().verdict != Verdict::no;
  });
}

// A rig whose cards were shown with all their lines needs no row; one that does not hold the model
// needs the cards that do.
bool needs_fits_table(const advise::EstimateAnswer& answer) {
  return !answer.estimate.is_placed || answer.verdict.value_or(Verdict::no) == Verdict::no;
}

}  // namespace

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fits:
      return Tone::good;
    case Verdict::tight:
      return Tone::caution;
    case Verdict::no:
      break;
  }
  return Tone::bad;
}

void add_host_fit(Document& document, const std::optional<advise::HostFit>& fit) {
  if (!fit) {
    return;
  }
  const advise::HostFit& host = *fit;
  Table table;
  table.has_header = false;
  table.columns = {{""}, {""}, {""}};
  table.rows.push_back({{label(MessageId::label_ram), Tone::strong},
                        {render({MessageId::text_host_fit,
                                 {{"takes", size_text(host.needed, ByteUnit::gib)},
                                  {"usable", size_text(host.usable, ByteUnit::gib)},
                                  {"installed", ram_text(host.installed)}}})},
                        {label(label_of(host.verdict)), tone_of(host.verdict)}});
  document.emplace_back(std::move(table));
}

void add_device_rows(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit) {
  document.emplace_back(devices_table(answer, unit));
}

Table fits_table(const std::vector<advise::KindFit>& kinds, bool rig_is_named, ByteUnit unit) {
  Table table;
  table.columns = {{.header = label(MessageId::label_card), .elides = true},
                   {label(MessageId::label_cards), Align::right},
                   {label(MessageId::label_per_card), Align::right},
                   {label(MessageId::label_of), Align::right},
                   {"", Align::left, 2, true},
                   {label(MessageId::label_load), Align::right, 1},
                   {label(MessageId::label_verdict)},
                   {label(MessageId::label_ram), Align::right, 3},
                   {label(MessageId::label_psu), Align::right, 4}};
  Bytes largest;
  for (const advise::KindFit& kind : kinds) {
    largest = std::max(largest, kind.answer().per_card);
  }
  const int decimals = decimals_for(largest, unit);
  const auto size = [&](Bytes bytes) {
    return number_text(bytes, unit, decimals) + " " + std::string{unit_name(unit)};
  };
  for (const advise::KindFit& kind : kinds) {
    const advise::Fit& fit = kind.answer();
    const bool holds = fit.verdict != Verdict::no;  // no machine for what does not run on it
    table.rows.push_back({{card_name(fit.gpu)},
                          {cards_text(kind, rig_is_named)},
                          {size(fit.per_card)},
                          {size(fit.usable_per_card)},
                          {"", tone_of(fit.verdict), fit.utilization},
                          {percent_text(fit.utilization)},
                          {label(label_of(fit.verdict)), tone_of(fit.verdict)},
                          {holds ? ram_cell(fit.ram) : "–"},
                          {holds ? supply_cell(fit.gpu, fit.power) : "–"}});
  }
  return table;
}

void add_power_remarks(Document& document, const std::vector<advise::KindFit>& kinds) {
  if (kinds.size() > most_kinds_with_remarks) {
    return;
  }
  bool attached = false;
  for (const advise::KindFit& kind : kinds) {
    const advise::Fit& fit = kind.answer();
    if (!fit.power || fit.verdict == Verdict::no) {
      continue;
    }
    for (const Text& warning : fit.power->warnings) {
      document.emplace_back(
          Remark{render({MessageId::text_warning_for,
                         {{"rig", cards_name(fit.gpu, fit.cards)}, {"text", render(warning)}}}),
                 Tone::caution, false, attached});
      attached = true;
    }
  }
}

void add_named_machine(Document& document, Verdict verdict,
                       const std::vector<advise::KindFit>& kinds,
                       const std::optional<hardware::SystemMemory>& ram,
                       const std::optional<hardware::Power>& power) {
  if (verdict != Verdict::no) {
    add_machine(document, named_rig(kinds), ram, power);
    return;
  }
  const advise::Fit& fit = kinds.front().answer();
  if (kinds.size() == 1 && fit.verdict != Verdict::no) {
    add_machine(document, {{{fit.gpu, fit.cards}}}, fit.ram, fit.power);
  }
}

void add_fits(Document& document, const advise::EstimateAnswer& answer, ByteUnit unit) {
  add_host_fit(document, answer.host_fit);
  if (needs_fits_table(answer)) {
    if (answer.kinds.size() > 1 && answer.verdict) {
      if (!answer.estimate.is_placed) {
        add_device_rows(document, answer, unit);
      }
      document.emplace_back(Remark{label(MessageId::text_one_kind)});
    }
    document.emplace_back(fits_table(answer.kinds, answer.verdict.has_value(), unit));
  }
  if (!answer.verdict) {
    add_power_remarks(document, answer.kinds);
  } else {
    add_named_machine(document, *answer.verdict, answer.kinds, answer.ram, answer.power);
  }
  if (any_set_of_cards(answer)) {
    document.emplace_back(Remark{label(MessageId::note_pcie_is_enough), Tone::dim});
  }
}

}  // namespace vramcalc::report
