#include "report/estimate.h"

#include <fmt/format.h>

#include <cmath>

#include "report/device_blocks.h"
#include "report/explain.h"
#include "report/fit_tables.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/room_text.h"
#include "report/shell_word.h"
#include "report/speed.h"

namespace vramcalc::report {
namespace {

using advise::Verdict;

std::uint64_t excess_percent(Ratio overhead) {
  return static_cast<std::uint64_t>(std::llround((overhead.value() - 1) * 100));
}

// "0.5", "0.5625", "2": as many decimals as it takes.
std::string bytes_per_parameter_text(Ratio ratio) {
  return fmt::format("{:.6g}", ratio.value());
}

std::string origin(const memory::LineItem& item, const advise::EstimateAnswer& answer) {
  switch (item.component) {
    case memory::Component::weights: {
      if (answer.estimate.method == memory::Method::detailed) {
        return render({MessageId::text_tensors,
                       {{"count", answer.estimate.tensors},
                        {"bits", fmt::format("{:.2f}", answer.bits_per_weight)},
                        {"basis", std::string{id_of(item.basis)}}}});
      }
      const Ratio ratio = answer.format.precision.bytes_per_parameter;
      const std::uint64_t plural = Ratio{1, 1} < ratio ? 2 : 1;
      return render({MessageId::text_parameters_times_bytes,
                     {{"count", count_text(answer.model.parameters)},
                      {"bytes", bytes_per_parameter_text(ratio)},
                      {"plural", plural}}});
    }
    default:
      break;
  }
  return render({MessageId::text_percent_of_weights,
                 {{"percent", excess_percent(answer.overhead)},
                  {"low", excess_percent(memory::low_overhead(answer.overhead))},
                  {"high", excess_percent(memory::high_overhead(answer.overhead))}}});
}

Table items_table(const advise::EstimateAnswer& answer, ByteUnit unit) {
  Table table;
  table.has_header = false;
  table.columns = {{""}, {"", Align::right}, {""}};
  const int decimals = decimals_for(answer.total.expected, unit);
  for (const memory::LineItem& item : answer.estimate.items) {
    table.rows.push_back(
        {{label(label_of(item.component))},
         {number_text(item.expected, unit, decimals) + " " + std::string{unit_name(unit)}},
         {origin(item, answer), Tone::dim}});
  }
  return table;
}

std::string detail(const advise::EstimateAnswer& answer, ByteUnit unit) {
  const std::string interval = interval_text(answer.total, unit);
  return answer.estimate.is_placed ? interval
                                   : interval + "   " + label(label_of(answer.estimate.method));
}

// "cache: 87 K tokens (85 K – 92 K), 10.9 sequences of 8 K at once".
std::string capacity_text(const advise::EstimateAnswer& answer) {
  const memory::CacheCapacity& capacity = *answer.estimate.capacity;
  return render({MessageId::text_capacity,
                 {{"tokens", grouped_text(capacity.tokens)},
                  {"low", grouped_text(capacity.low_tokens)},
                  {"high", grouped_text(capacity.high_tokens)},
                  {"concurrency", decimal_text(capacity.max_concurrency, 1)},
                  {"context", tokens_text(answer.workload.context_tokens)}}});
}

void add_next_step(Document& document, const advise::EstimateAnswer& answer) {
  if (answer.model.source == model::ModelSource::size) {
    document.emplace_back(Remark{label(MessageId::note_rule_only_size)});
    document.emplace_back(
        Remark{"vramcalc estimate llama-3.1-8b --precision q4_k_m", Tone::plain, true, true});
  } else {
    document.emplace_back(Remark{label(MessageId::note_next_recommend)});
    document.emplace_back(
        Remark{fmt::format("vramcalc recommend {}", shell_word(answer.model.argument)), Tone::plain,
               true, true});
  }
}

}  // namespace

// "Llama 3.1 8B · q4_k_m", and by an engine "… · Q4_K_M · llama.cpp · 8 K × 1".
std::string question_text(const advise::EstimateAnswer& answer) {
  return answer.estimate.is_placed
             ? fmt::format("{} · {} · {}", answer.model.name, format_name(answer.format),
                           engine_text(answer))
             : fmt::format("{} · {}", answer.model.name, answer.format.precision.id);
}

Cell verdict_on_rig(const std::optional<Verdict>& verdict, const hardware::Rig& rig) {
  if (!verdict) {
    return {};
  }
  const MessageId sentence =
      *verdict == Verdict::no ? MessageId::text_verdict_no : MessageId::text_verdict_on;
  return {render({sentence, {{"verdict", label_of(*verdict)}, {"rig", rig_name(rig)}}}),
          tone_of(*verdict)};
}

std::string engine_text(const advise::EstimateAnswer& answer) {
  return fmt::format("{} · {} × {}", program_name(answer.engine),
                     tokens_text(answer.workload.context_tokens), answer.workload.parallel);
}

std::string interval_text(const memory::Interval& interval, ByteUnit unit) {
  const int decimals = decimals_for(interval.expected, unit);
  return fmt::format("({} – {} {})", number_text(interval.low, unit, decimals),
                     number_text(interval.high, unit, decimals), unit_name(unit));
}

Document document(const advise::EstimateAnswer& answer, const EstimateDetails& details) {
  const ByteUnit unit = details.unit;
  Document document;
  document.emplace_back(Headline{question_text(answer), size_text(answer.total.expected, unit),
                                 detail(answer, unit),
                                 verdict_on_rig(answer.verdict, named_rig(answer.kinds))});
  if (answer.estimate.is_placed) {
    add_devices(document, answer, unit);
  } else {
    document.emplace_back(items_table(answer, unit));
  }
  if (answer.estimate.capacity) {
    document.emplace_back(Remark{capacity_text(answer)});
  }
  add_speed(document, answer.speed);
  add_fits(document, answer, unit);
  if (const std::string room = room_text(answer); !room.empty()) {
    document.emplace_back(Remark{room});
  }
  add_warnings(document, answer.warnings);
  add_assumptions(document, answer.assumptions);
  if (answer.estimate.method != memory::Method::rule) {
    document.emplace_back(
        Remark{render({MessageId::text_by_rule, {{"size", memory::total(answer.rule).expected}}},
                      {.unit = unit}),
               Tone::dim, false, !answer.assumptions.empty()});
  }
  if (details.explain) {
    add_explanation(document, answer);
  }
  add_next_step(document, answer);
  return document;
}

}  // namespace vramcalc::report
