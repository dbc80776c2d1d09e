#include "accuracy/speed_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/speed.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

#include "accuracy/named_model.h"
#include "accuracy/reference.h"

namespace vramcalc::accuracy {
namespace {

// The rows of the tables of llama.cpp were made with builds of 2023 and 2024, which is nobody's
// newest; speeds are those of the newest all the same.
memory::Engine engine_of(const Row& row) {
  const std::string name = row.at("engine");
  if (name == "llama.cpp") {
    return memory::LlamaCpp{};
  }
  if (name == "vllm") {
    memory::Vllm engine;
    engine.enforce_eager = row.value("enforce_eager", false);
    return engine;
  }
  if (name == "transformers") {
    return memory::Transformers{};
  }
  if (name == "exllamav3") {
    return memory::ExllamaV3{};
  }
  return memory::Generic{};
}

SpeedExclusion exclusion_of(const Row& row) {
  if (row.value("other_model", false)) {
    return SpeedExclusion::other_model;
  }
  if (row.value("uncommon_kernels", false)) {
    return SpeedExclusion::uncommon_kernels;
  }
  if (!row.contains("reference")) {
    return row.at("card").is_null() || row.at("card") == "A400" ? SpeedExclusion::unknown_card
                                                                : SpeedExclusion::unknown_shapes;
  }
  return SpeedExclusion::none;
}

ComparedFigure compared(const advise::Rate& rate, double measured) {
  return {rate.low, rate.expected, rate.high, measured};
}

advise::Speed estimated(const Row& row, std::uint64_t tokens) {
  model::Model model = named_model(row.at("reference"));
  model::WeightFormat format = format_named(model, row.at("precision"));
  memory::Workload workload;
  workload.context_tokens = std::max<std::uint64_t>(tokens, 512);
  const hardware::Rig rig{
      {{hardware::find_gpu(row.at("gpu").get<std::string>(), hardware::builtin_gpus()).gpu,
        row.at("cards")}}};
  const advise::Demand demand{{std::move(model), std::move(format), engine_of(row), workload}, rig};
  return *advise::speed(demand.question(), demand.estimate(), rig, tokens);
}

SpeedRun compared(const Row& row) {
  SpeedRun run;
  row.at("id").get_to(run.id);
  row.at("program").get_to(run.program);
  row.at("model").get_to(run.model);
  run.format = row.at("format").is_null() ? "" : row.at("format").get<std::string>();
  run.card = row.at("card").is_null() ? "" : row.at("card").get<std::string>();
  row.at("cards").get_to(run.cards);
  run.engine = row.value("engine", "");
  run.before = row.value("before", std::uint64_t{0});
  run.exclusion = exclusion_of(row);
  if (run.exclusion != SpeedExclusion::none) {
    return run;
  }
  run.decode = compared(estimated(row, run.before).decode, row.at("decode"));
  if (row.contains("prompt")) {
    if (const auto prompt = estimated(row, row.at("prompt_tokens")).prompt) {
      run.prompt = compared(*prompt, row.at("prompt"));
    }
  }
  return run;
}

}  // namespace

std::string_view rule_text(SpeedExclusion exclusion) {
  switch (exclusion) {
    case SpeedExclusion::none:
      return "compared";
    case SpeedExclusion::unknown_shapes:
      return "no model of those shapes is at hand";
    case SpeedExclusion::unknown_card:
      return "the card is not named, or not in the catalogue";
    case SpeedExclusion::uncommon_kernels:
      return "codebook weights, which no engine here has kernels for";
    case SpeedExclusion::other_model:
      return "the bandwidth that the row prints, divided by its tokens, is the size of another "
             "model: the row stands under the wrong heading";
  }
  return "";
}

const std::vector<SpeedRun>& speed_runs() {
  static const std::vector<SpeedRun> runs = [] {
    std::vector<SpeedRun> all;
    for (const Row& row : rows_of("speed.jsonl")) {
      all.push_back(compared(row));
    }
    return all;
  }();
  return runs;
}

ComparedFigures decode_speeds() {
  ComparedFigures figures;
  for (const SpeedRun& run : speed_runs()) {
    if (run.decode) {
      figures.push_back(*run.decode);
    }
  }
  return figures;
}

ComparedFigures prompt_speeds() {
  ComparedFigures figures;
  for (const SpeedRun& run : speed_runs()) {
    if (run.prompt) {
      figures.push_back(*run.prompt);
    }
  }
  return figures;
}

std::vector<double> decode_errors_by_model_and_card() {
  std::map<std::pair<std::string, std::string>, std::vector<double>> groups;
  for (const SpeedRun& run : speed_runs()) {
    if (run.decode) {
      groups[{run.model, run.card + " x" + std::to_string(run.cards)}].push_back(
          std::abs(run.decode->error()));
    }
  }
  std::vector<double> medians;
  for (auto& [key, errors] : groups) {
    std::sort(errors.begin(), errors.end());
    medians.push_back(errors[errors.size() / 2]);
  }
  return medians;
}

}  // namespace vramcalc::accuracy
