#include "report/engines.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/engine_json.h"
#include "report/estimate.h"
#include "report/fit_tables.h"
#include "report/names.h"
#include "report/remarks.h"
#include "report/shell_word.h"

namespace vramcalc::report {
namespace {

using advise::EstimateAnswer;

std::string engine_name(const EstimateAnswer& answer) {
  return std::string{memory::id_of(answer.engine)};
}

std::string dash_or(const std::optional<std::uint64_t>& tokens) {
  return tokens ? tokens_up_to(*tokens) : "–";
}

Cell verdict_cell(const EstimateAnswer& answer) {
  return {label(label_of(*answer.verdict)), tone_of(*answer.verdict)};
}

// Of one card where no rig was named: what one sufficiently large GPU would hold.
std::vector<Cell> row_of(const EstimateAnswer& answer, ByteUnit unit, int decimals) {
  const auto size = [&](Bytes bytes) {
    return fmt::format("{} {}", number_text(bytes, unit, decimals), unit_name(unit));
  };
  std::vector<Cell> row{{engine_name(answer)},
                        {format_name(answer.format)},
                        {size(answer.estimate.weights)},
                        {size(answer.total.expected)}};
  if (!answer.verdict) {
    row.push_back(
        {answer.kv_bytes_per_token ? fmt::format("{} B", *answer.kv_bytes_per_token) : "–"});
    return row;
  }
  const std::optional<memory::CacheCapacity>& capacity = answer.estimate.capacity;
  row.push_back({capacity ? tokens_up_to(capacity->tokens) : "–"});
  row.push_back({answer.room ? dash_or(answer.room->longest_context_tokens) : "–"});
  row.push_back({answer.room && answer.room->most_parallel
                     ? std::to_string(*answer.room->most_parallel)
                     : "–"});
  row.push_back(verdict_cell(answer));
  return row;
}

// Each once: those about the model are in every answer.
std::vector<Text> all_warnings(const EngineComparison& comparison) {
  std::vector<Text> warnings;
  std::set<std::string> seen;
  for (const EstimateAnswer& answer : comparison.answers) {
    for (const Text& warning : answer.warnings) {
      if (seen.insert(render(warning)).second) {
        warnings.push_back(warning);
      }
    }
  }
  return warnings;
}

std::vector<Column> columns(const EstimateAnswer& answer) {
  std::vector<Column> list{{label(MessageId::label_engine)},
                           {label(MessageId::label_precision)},
                           {label(MessageId::label_weights), Align::right, 2},
                           {label(MessageId::label_takes), Align::right}};
  if (!answer.verdict) {
    list.push_back({label(MessageId::label_kv_per_token), Align::right});
    return list;
  }
  list.push_back({label(MessageId::label_cache_tokens), Align::right, 1});
  list.push_back({label(MessageId::label_longest), Align::right});
  list.push_back({label(MessageId::label_at_once), Align::right});
  list.push_back({label(MessageId::label_verdict)});
  return list;
}

}  // namespace

Document engines_document(const EngineComparison& comparison, ByteUnit unit) {
  const EstimateAnswer& first = comparison.answers.front();
  Document document;
  const std::string rig = first.verdict ? rig_name(named_rig(first.kinds)) : std::string{};
  document.emplace_back(Headline{
      first.model.name,
      render({MessageId::text_engines, {{"count", std::uint64_t{comparison.answers.size()}}}}),
      fmt::format("{} × {}", tokens_text(first.workload.context_tokens), first.workload.parallel),
      {rig}});
  Bytes largest;
  for (const EstimateAnswer& answer : comparison.answers) {
    largest = std::max(largest, answer.total.expected);
  }
  Table table;
  table.columns = columns(first);
  for (const EstimateAnswer& answer : comparison.answers) {
    table.rows.push_back(row_of(answer, unit, decimals_for(largest, unit)));
  }
  document.emplace_back(std::move(table));
  document.emplace_back(Remark{label(first.verdict ? MessageId::note_engine_columns
                                                   : MessageId::note_engine_columns_without_rig),
                               Tone::dim});
  for (const auto& [engine, reason] : comparison.left_out) {
    const bool names_it = reason.find(engine) != std::string::npos;
    const std::string text = names_it ? reason : fmt::format("{}: {}", engine, reason);
    document.emplace_back(Remark{render({MessageId::note_engine_left_out, {{"reason", text}}}),
                                 Tone::caution, false,
                                 engine != comparison.left_out.front().first});
  }
  add_warnings(document, all_warnings(comparison));
  document.emplace_back(Remark{label(MessageId::note_next_engine)});
  document.emplace_back(
      Remark{fmt::format("vramcalc estimate {} --engine {}", shell_word(first.model.argument),
                         engine_name(comparison.answers.front())),
             Tone::plain, true, true});
  return document;
}

Json engines_json(const EngineComparison& comparison) {
  const EstimateAnswer& first = comparison.answers.front();
  Json json = document_of("vramcalc.engines");
  json["model"] = json_of(first.model);
  json["context_tokens"] = first.workload.context_tokens;
  json["parallel"] = first.workload.parallel;
  Json engines = Json::array();
  for (const EstimateAnswer& answer : comparison.answers) {
    engines.push_back(engine_summary_json(answer));
  }
  json["engines"] = std::move(engines);
  json["left_out"] = left_out_json(comparison.left_out);
  json["warnings"] = json_of(all_warnings(comparison));
  return json;
}

}  // namespace vramcalc::report
