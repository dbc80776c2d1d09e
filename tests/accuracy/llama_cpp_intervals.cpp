#include "accuracy/llama_cpp_intervals.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <vramcalc/memory/question.h>
#include <vramcalc/model/precision.h>

#include "accuracy/llama_cpp_logs.h"

namespace vramcalc::accuracy {
namespace {

using memory::Component;
using memory::Interval;

double mib(Bytes bytes) {
  return static_cast<double>(bytes.count()) / static_cast<double>(mebibyte.count());
}

void add(Interval& sum, const Interval& item) {
  sum = {sum.low + item.low, sum.expected + item.expected, sum.high + item.high};
}

ComparedFigure in_mib(const Interval& interval, double measured) {
  return {mib(interval.low), mib(interval.expected), mib(interval.high), measured};
}

// The model as the rows have it: no towers, no layers for drafts.
const model::Model& planned_model(const PlacementRow& row) {
  static std::map<std::string, model::Model> models;
  const auto known = models.find(row.model);
  if (known != models.end()) {
    return known->second;
  }
  const ReferenceModel& reference = row.reference();
  model::Model model;
  model.name = row.model;
  model.source = model::ModelSource::config;
  model.parameters = reference.parameters();
  auto layout = std::make_shared<model::ModelLayout>();
  layout->architecture = reference.layout.architecture;
  for (const model::Tensor& tensor : reference.gguf_file.tensors()) {
    layout->inventory.add(tensor.name, tensor.shape, tensor.type, tensor.part);
  }
  model.layout = std::move(layout);
  return models.emplace(row.model, std::move(model)).first->second;
}

memory::Estimate estimate_of(const PlacementRow& row) {
  const memory::Question question{
      planned_model(row),
      {model::find_precision("q4_k_m"), model::GgufRecipe{"Q4_K_M", false}},
      row.call.options,
      row.call.workload};
  const std::vector<memory::GpuMemory> equal(
      row.gpus, memory::GpuMemory{.visible = gibibyte * 1024, .sm_count = 0});
  return memory::estimate(question, equal);
}

// A plan holds no driver's context.
bool is_planned(Component component) {
  return component == Component::weights || component == Component::kv_cache ||
         component == Component::recurrent_state || component == Component::compute;
}

void add_gpus(ComparedFigures& figures, const PlacementRow& row) {
  const memory::Estimate estimate = estimate_of(row);
  for (std::uint32_t gpu = 0; gpu < row.gpus; ++gpu) {
    Interval total;
    for (const memory::LineItem& item : estimate.items) {
      if (item.device == memory::Device{gpu} && is_planned(item.component)) {
        add(total, {item.low, item.expected, item.high});
      }
    }
    figures.push_back(
        in_mib(total, row.model_mib[gpu] + row.context_mib[gpu] + row.compute_mib[gpu]));
  }
}

}  // namespace

ComparedFigures plan_intervals(PlanKind kind) {
  static std::map<PlanKind, ComparedFigures> by_kind;
  if (by_kind.empty()) {
    for (const PlacementRow& row : placement_rows()) {
      add_gpus(by_kind[kind_of(row)], row);
    }
  }
  return by_kind.at(kind);
}

ComparedFigures log_intervals() {
  ComparedFigures figures;
  for (const LogRow& row : log_rows()) {
    const advise::Verification& verified = row.verification;
    if (!verified.log.settings.context_tokens || !has_known_weights(row)) {
      continue;
    }
    const memory::Estimate estimate = memory::estimate(verified.run.question, verified.run.gpus);
    Interval total;
    for (const advise::VerifiedItem& compared : verified.items) {
      for (const memory::LineItem& item : estimate.items) {
        if (compared.is_compared && !compared.device.is_host() && item.device == compared.device &&
            item.component == compared.component) {
          add(total, {item.low, item.expected, item.high});
        }
      }
    }
    figures.push_back(in_mib(total, mib(verified.gpus.measured)));
  }
  return figures;
}

}  // namespace vramcalc::accuracy
