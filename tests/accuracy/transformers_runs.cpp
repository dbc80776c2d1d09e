#include "accuracy/transformers_runs.h"

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/fit.h>
#include <vramcalc/hardware/find_gpu.h>

#include "accuracy/named_model.h"
#include "accuracy/published_rules.h"
#include "accuracy/reference.h"

namespace vramcalc::accuracy {
namespace {

RunExclusion exclusion_of_run(const Row& row) {
  if (row.at("program") != "transformers") {
    return RunExclusion::other_program;
  }
  return row.value("own_code", false) ? RunExclusion::own_code : RunExclusion::none;
}

// "0.97 GB" of what the row says that a GB is.
double printed_bytes(const Row& row) {
  const std::string text = row.at("total");
  const std::string number = text.substr(0, text.find(' '));
  return static_cast<double>(parse_size(number + row.at("unit").get<std::string>()).count());
}

advise::Demand demand_of(const Row& row, const hardware::Rig& rig) {
  model::Model model = named_model(row.at("reference"));
  model::WeightFormat format = format_named(model, row.at("precision"));
  memory::Workload workload;
  row.at("tokens").get_to(workload.context_tokens);
  row.at("sequences").get_to(workload.parallel);
  return advise::Demand{{std::move(model), std::move(format), memory::Transformers{}, workload},
                        rig};
}

TransformersRun compared(const Row& row) {
  TransformersRun run;
  row.at("id").get_to(run.id);
  row.at("model").get_to(run.model);
  row.at("format").get_to(run.format);
  row.at("total").get_to(run.printed);
  row.at("sequences").get_to(run.sequences);
  run.tokens = row.value("tokens", std::uint64_t{0});
  run.exclusion = exclusion_of_run(row);
  if (!row.contains("reference")) {
    return run;
  }
  const hardware::Rig rig{
      {{hardware::find_gpu(row.at("card").get<std::string>(), hardware::builtin_gpus()).gpu,
        row.at("cards")}}};
  const advise::Demand demand = demand_of(row, rig);
  const memory::Interval total = memory::total(demand.estimate());
  run.total = ComparedFigure{static_cast<double>(total.low.count()),
                             static_cast<double>(total.expected.count()),
                             static_cast<double>(total.high.count()), printed_bytes(row)};
  run.verdict = advise::worst(advise::fit_devices(demand, rig));
  return run;
}

}  // namespace

std::string_view rule_text(RunExclusion exclusion) {
  switch (exclusion) {
    case RunExclusion::none:
      return "compared";
    case RunExclusion::other_program:
      return "the program is not transformers: litgpt, torchao, AutoAWQ's own";
    case RunExclusion::own_code:
      return "the model's code comes with its weights and is not part of transformers: the first "
             "Qwen";
  }
  return "";
}

const std::vector<TransformersRun>& transformers_runs() {
  static const std::vector<TransformersRun> runs = [] {
    std::vector<TransformersRun> all;
    for (const Row& row : rows_of("transformers.jsonl")) {
      all.push_back(compared(row));
    }
    return all;
  }();
  return runs;
}

ComparedFigures transformers_totals() {
  ComparedFigures totals;
  for (const TransformersRun& run : transformers_runs()) {
    if (run.exclusion == RunExclusion::none) {
      totals.push_back(run.total.value());
    }
  }
  return totals;
}

}  // namespace vramcalc::accuracy
