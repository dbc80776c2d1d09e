#include "report/verify.h"

#include <fmt/format.h>

#include <cmath>

#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

#include "report/names.h"
#include "report/remarks.h"

namespace vramcalc::report {
namespace {

using advise::VerifiedItem;

// As the logs print it: a figure of a log is looked up in it.
std::string mebibytes_text(Bytes bytes) {
  return fmt::format("{:.2f} MiB", fraction(bytes, mebibyte));
}

Tone tone_of_error(double error) {
  constexpr double good = 0.02;
  constexpr double acceptable = 0.06;
  const double size = std::abs(error);
  return size <= good ? Tone::good : size <= acceptable ? Tone::plain : Tone::caution;
}

Cell error_cell(Bytes measured, Bytes estimated) {
  const std::optional<double> error = advise::error_of(measured, estimated);
  if (!error) {
    return {"–"};
  }
  // No "-0.0 %".
  const double percent = std::round(*error * 1000) / 10;
  return {percent == 0 ? "0.0 %" : fmt::format("{:+.1f} %", percent), tone_of_error(*error)};
}

Cell error_cell(const VerifiedItem& item) {
  if (!item.measured) {
    return {"–", Tone::dim};
  }
  return item.is_compared ? error_cell(*item.measured, item.estimated)
                          : Cell{label(MessageId::text_not_compared), Tone::dim};
}

std::string log_names(const VerifiedItem& item) {
  std::string text;
  for (const std::string& name : item.logged_devices) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

Table items_table(const advise::Verification& answer) {
  Table table;
  table.columns = {{label(MessageId::label_device)},
                   {.header = label(MessageId::label_log), .expendable = 1, .elides = true},
                   {label(MessageId::label_memory_of)},
                   {label(MessageId::label_measured), Align::right},
                   {label(MessageId::label_estimated), Align::right},
                   {label(MessageId::label_error), Align::right}};
  for (const VerifiedItem& item : answer.items) {
    table.rows.push_back({{memory::name_of(item.device)},
                          {log_names(item), Tone::dim},
                          {label(label_of(item.component))},
                          {item.measured ? mebibytes_text(*item.measured) : "–"},
                          {mebibytes_text(item.estimated)},
                          error_cell(item)});
  }
  return table;
}

Table totals_table(const advise::Verification& answer) {
  Table table;
  table.columns = {{label(MessageId::label_total)},
                   {label(MessageId::label_measured), Align::right},
                   {label(MessageId::label_estimated), Align::right},
                   {label(MessageId::label_error), Align::right}};
  const auto add = [&](const std::string& name, const advise::VerifiedTotal& total) {
    table.rows.push_back({{name},
                          {mebibytes_text(total.measured)},
                          {mebibytes_text(total.estimated)},
                          error_cell(total.measured, total.estimated)});
  };
  std::size_t gpus = 0;
  for (const advise::VerifiedTotal& total : answer.devices) {
    add(memory::name_of(*total.device), total);
    gpus += total.device->is_host() ? 0U : 1U;
  }
  if (gpus > 1) {
    add(label(MessageId::label_all_gpus), answer.gpus);
  }
  return table;
}

Table capacity_table(const advise::VerifiedCapacity& capacity) {
  Table table;
  table.columns = {{label(MessageId::label_cache_tokens)},
                   {label(MessageId::label_measured), Align::right},
                   {label(MessageId::label_estimated), Align::right},
                   {label(MessageId::label_interval), Align::right},
                   {label(MessageId::label_error), Align::right}};
  table.rows.push_back(
      {{label(MessageId::label_kv_cache)},
       {grouped_text(capacity.measured)},
       {grouped_text(capacity.estimated)},
       {render({MessageId::text_token_interval,
                {{"low", grouped_text(capacity.low)}, {"high", grouped_text(capacity.high)}}})},
       error_cell(Bytes{capacity.measured}, Bytes{capacity.estimated})});
  return table;
}

Headline headline(const advise::Verification& answer) {
  const memory::Workload& workload = answer.run.question.workload;
  const std::string engine =
      answer.log.build.empty() ? answer.log.engine : answer.log.engine + " " + answer.log.build;
  return {fmt::format("{} · {}", printable(answer.run.question.model.name),
                      answer.run.question.format.precision.id),
          error_cell(answer.gpus.measured, answer.gpus.estimated).text,
          render({MessageId::text_verified,
                  {{"engine", engine},
                   {"context", workload.context_tokens},
                   {"sequences", workload.parallel}}}),
          {}};
}

bool leaves_weights_out(const advise::Verification& answer) {
  for (const VerifiedItem& item : answer.items) {
    if (item.component == memory::Component::weights && item.measured && !item.is_compared) {
      return true;
    }
  }
  return false;
}

}  // namespace

Document document(const advise::Verification& answer) {
  Document document;
  document.emplace_back(headline(answer));
  document.emplace_back(items_table(answer));
  if (!answer.devices.empty()) {
    document.emplace_back(totals_table(answer));
  }
  if (answer.capacity) {
    document.emplace_back(capacity_table(*answer.capacity));
  }
  if (leaves_weights_out(answer)) {
    document.emplace_back(Remark{label(MessageId::note_mapped_weights), Tone::dim});
  }
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  return document;
}

}  // namespace vramcalc::report
