#include "accuracy/serving_runs.h"

#include <algorithm>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/fit.h>

#include "accuracy/serving_question.h"

namespace vramcalc::accuracy {
namespace {

using memory::Component;

constexpr memory::Device first_gpu{0};

double gib(Bytes bytes) {
  return static_cast<double>(bytes.count()) / static_cast<double>(gibibyte.count());
}

ComparedFigure in_gib(const memory::Interval& interval, double measured) {
  return {gib(interval.low), gib(interval.expected), gib(interval.high), measured};
}

memory::Interval on_first_gpu(const memory::Estimate& estimate,
                              std::initializer_list<Component> components) {
  memory::Interval sum;
  for (const memory::LineItem& item : estimate.items) {
    if (item.device == first_gpu &&
        std::find(components.begin(), components.end(), item.component) != components.end()) {
      sum.low += item.low;
      sum.expected += item.expected;
      sum.high += item.high;
    }
  }
  return sum;
}

// What "Model loading took" counts: towers and draft layers are part of the model to it.
memory::Interval weights_of(const memory::Estimate& estimate) {
  return on_first_gpu(estimate,
                      {Component::weights, Component::vision_weights, Component::mtp_weights});
}

void compare_cache(ServingRun& run, const Row& row, const advise::Demand& demand) {
  const auto tokens = row.find("cache_tokens");
  if (tokens == row.end()) {
    return;
  }
  const memory::Estimate& estimate = demand.estimate();
  if (row.contains("cache_gib") && has_uniform_cache(demand.question().model)) {
    const double counted =
        static_cast<double>(estimate.cache_bytes_per_token.value()) / static_cast<double>(run.gpus);
    const double cache = row.at("cache_gib").get<double>() * static_cast<double>(gibibyte.count());
    run.token_bytes = ComparedFigure{counted, counted, counted, cache / tokens->get<double>()};
  }
  if (has_known_budget(row) && estimate.capacity) {
    const memory::CacheCapacity& capacity = *estimate.capacity;
    run.capacity = ComparedFigure{static_cast<double>(capacity.low_tokens),
                                  static_cast<double>(capacity.tokens),
                                  static_cast<double>(capacity.high_tokens), tokens->get<double>()};
  }
}

void compare(ServingRun& run, const Row& row) {
  const std::optional<hardware::Rig> rig = serving_rig(row);
  const advise::Demand demand{serving_question(row), rig};
  const memory::Estimate& estimate = demand.estimate();
  if (row.contains("weights_gib")) {
    run.weights = in_gib(weights_of(estimate), row.at("weights_gib"));
  }
  if (row.contains("activations_gib") && has_known_profile(row)) {
    run.activations =
        in_gib(on_first_gpu(estimate, {Component::activations}), row.at("activations_gib"));
  }
  compare_cache(run, row, demand);
  if (rig) {
    const memory::Interval total = memory::total_on(estimate, first_gpu);
    run.total_width = gib(total.high - total.low) / gib(total.expected);
    run.verdict = advise::worst(advise::fit_devices(demand, *rig));
  }
}

ServingRun run_of(const Row& row) {
  ServingRun run;
  row.at("id").get_to(run.id);
  row.at("engine").get_to(run.engine);
  row.at("model").get_to(run.model);
  row.at("source").get_to(run.source);
  run.release = row.value("release", "");
  run.gpus = row.value("tensor_parallel", std::size_t{1});
  run.refused = row.at("kind") == "refused";
  run.exclusion = exclusion_of_log(row);
  if (run.exclusion == ServingExclusion::none) {
    compare(run, row);
  }
  return run;
}

}  // namespace

const std::vector<ServingRun>& serving_runs() {
  static const std::vector<ServingRun> runs = [] {
    std::vector<ServingRun> all;
    for (const Row& row : rows_of("serving_logs.jsonl")) {
      all.push_back(run_of(row));
    }
    return all;
  }();
  return runs;
}

ComparedFigures figures_of(std::optional<ComparedFigure> ServingRun::*figure) {
  ComparedFigures figures;
  for (const ServingRun& run : serving_runs()) {
    if (run.*figure) {
      figures.push_back(*(run.*figure));
    }
  }
  return figures;
}

std::vector<double> serving_widths() {
  std::vector<double> widths;
  for (const ServingRun& run : serving_runs()) {
    if (run.total_width) {
      widths.push_back(*run.total_width);
    }
  }
  return widths;
}

std::size_t runs_with(advise::Verdict verdict, bool refused) {
  const auto& runs = serving_runs();
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(),
      [&](const ServingRun& run) { return run.verdict == verdict && run.refused == refused; }));
}

}  // namespace vramcalc::accuracy
