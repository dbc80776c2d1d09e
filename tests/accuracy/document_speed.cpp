// Tokens a second: how far off, by program and cards, the worst first, and what was left out.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/core/quantity.h>

#include "accuracy/document.h"
#include "accuracy/markdown.h"
#include "accuracy/speed_runs.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view intro = R"(## Speed

Tokens a second of one sequence, as published tables of seven projects print them, and of prompts where
they do: llama.cpp of 2023 and 2024 and Ollama of 2025, vLLM 0.6.3 and one of 2023 (without captured
graphs: `--enforce-eager`), transformers 4.46, ExLlama and ExLlamaV2. gpt-fast, torchao, MLC and SGLang's
one row stand for no engine in particular. Half of the rows are Qwen2.5 on A100, so that the median of
every model on every card is given too. Programs that share every layer out over several cards are
compared as `generic`, whose interval reaches down to cards in a row.

)";

constexpr std::size_t worst_rows = 10;

struct Group {
  std::string name;
  std::string engine;
  bool several;
};

std::vector<Group> groups() {
  std::vector<Group> all;
  for (const char* engine : {"llama.cpp", "vllm", "transformers", "exllamav3", "generic"}) {
    all.push_back({std::string{engine} + ", one card", engine, false});
    all.push_back({std::string{engine} + ", several", engine, true});
  }
  return all;
}

std::string row_of(const std::string& name, const ComparedFigures& figures) {
  const Spread spread = spread_of(errors_of(figures));
  return table_row({name, count(static_cast<std::int64_t>(figures.size())), percent(spread.median),
                    percent(spread.ninetieth), percent(spread.worst),
                    percent(share_inside(figures)), percent(median_width(figures))});
}

std::string table() {
  std::string part = table_row(
      {"what is compared", "rows", "median", "90th percentile", "worst", "inside", "width"});
  part += "|---|--:|--:|--:|--:|--:|--:|\n";
  part += row_of("tokens/s, all", decode_speeds());
  const Spread spread = spread_of(decode_errors_by_model_and_card());
  part += table_row({"median of each model and card",
                     count(static_cast<std::int64_t>(decode_errors_by_model_and_card().size())),
                     percent(spread.median), percent(spread.ninetieth), percent(spread.worst), "–",
                     "–"});
  for (const Group& group : groups()) {
    ComparedFigures figures;
    for (const SpeedRun& run : speed_runs()) {
      if (run.decode && run.engine == group.engine && (run.cards > 1) == group.several) {
        figures.push_back(*run.decode);
      }
    }
    if (!figures.empty()) {
      part += row_of(group.name, figures);
    }
  }
  part += row_of("prompts, tokens/s (llama.cpp)", prompt_speeds());
  return part;
}

std::string worst_table() {
  std::vector<SpeedRun> runs;
  for (const SpeedRun& run : speed_runs()) {
    if (run.decode) {
      runs.push_back(run);
    }
  }
  std::stable_sort(runs.begin(), runs.end(), [](const SpeedRun& a, const SpeedRun& b) {
    return std::abs(a.decode->error()) > std::abs(b.decode->error());
  });
  runs.resize(std::min(runs.size(), worst_rows));
  std::string part = table_row({"program", "model", "cards", "measured", "counted", "error"});
  part += "|---|---|---|--:|--:|--:|\n";
  for (const SpeedRun& run : runs) {
    part += table_row({run.program, run.model + (run.format.empty() ? "" : ", " + run.format),
                       std::to_string(run.cards) + " × " + run.card,
                       decimal_text(run.decode->measured, 1), decimal_text(run.decode->counted, 1),
                       signed_percent(run.decode->error())});
  }
  return part;
}

std::string left_out_table() {
  std::string part = table_row({"left out", "rows"});
  part += "|---|--:|\n";
  for (const SpeedExclusion exclusion :
       {SpeedExclusion::unknown_shapes, SpeedExclusion::unknown_card,
        SpeedExclusion::uncommon_kernels, SpeedExclusion::other_model}) {
    const auto rows =
        std::count_if(speed_runs().begin(), speed_runs().end(),
                      [exclusion](const SpeedRun& run) { return run.exclusion == exclusion; });
    part += table_row({std::string{rule_text(exclusion)}, count(rows)});
  }
  return part;
}

}  // namespace

std::string speed_part() {
  return std::string{intro} + table() + "\nThe rows that are furthest off:\n\n" + worst_table() +
         "\n" + left_out_table();
}

}  // namespace vramcalc::accuracy
