#include "advise/plan/offload.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "advise/plan/split.h"
#include "advise/search.h"
#include "memory/llama_cpp/overrides.h"

namespace vramcalc::advise {
namespace {

using memory::LlamaCpp;

LlamaCpp& engine_of(Attempt& attempt) {
  return std::get<LlamaCpp>(attempt.question.engine);
}

bool has_experts(const model::Model& model) {
  const auto& layers = model.layout->architecture.layers;
  return std::any_of(layers.begin(), layers.end(), [](const model::Layer& layer) {
    return layer.feed_forward == model::FeedForwardKind::experts;
  });
}

// Whether it is comfortable enough, with another split of the layers where that is what it takes.
bool settle(Attempt& attempt, const RigComfort& rig, Comfort wanted) {
  attempt.comfort = rig.of(attempt.question);
  if (attempt.comfort <= wanted) {
    return true;
  }
  if (std::optional<Attempt> split = with_split(attempt, rig)) {
    attempt = *std::move(split);
    return true;
  }
  return false;
}

// The smallest number that suffices, from 1 to `most`; every larger one is taken to suffice too,
// and the one that is found was tried.
std::optional<Attempt> with_least(const Attempt& attempt, const RigComfort& rig, Comfort wanted,
                                  std::uint64_t most,
                                  const std::function<void(Attempt&, std::uint64_t)>& set) {
  std::optional<Attempt> found;
  const std::uint64_t kept = largest_that(most, [&](std::uint64_t fewer) {
    Attempt tried = attempt;
    set(tried, most + 1 - fewer);
    const bool holds = settle(tried, rig, wanted);
    if (holds) {
      found = std::move(tried);
    }
    return holds;
  });
  return kept == 0 ? std::nullopt : std::move(found);
}

std::uint64_t layers_of(const Attempt& attempt) {
  return attempt.question.model.layout->architecture.layers.size();
}

std::optional<Attempt> with_host_experts(const Attempt& attempt, const RigComfort& rig,
                                         Comfort wanted) {
  return with_least(
      attempt, rig, wanted, layers_of(attempt), [](Attempt& tried, std::uint64_t layers) {
        engine_of(tried).n_cpu_moe = layers;
        tried.decisions.push_back(
            {"n-cpu-moe", std::to_string(layers), {MessageId::why_plan_host_experts, {}}});
      });
}

std::optional<Attempt> with_host_layers(const Attempt& attempt, const RigComfort& rig,
                                        Comfort wanted) {
  const std::uint64_t all = layers_of(attempt) + 1;  // the output counts as one
  return with_least(attempt, rig, wanted, all, [all](Attempt& tried, std::uint64_t on_host) {
    engine_of(tried).gpu_layers = all - on_host;
    tried.decisions.push_back({"gpu-layers",
                               std::to_string(all - on_host),
                               {MessageId::why_plan_gpu_layers, {{"layers", all}}}});
  });
}

}  // namespace

std::optional<Attempt> with_host(const Attempt& attempt, const RigComfort& rig, Comfort wanted) {
  const auto* given = std::get_if<LlamaCpp>(&attempt.question.engine);
  if (given == nullptr || given->gpu_layers || given->n_cpu_moe != 0 ||
      !given->override_tensor.empty() || given->split_mode == memory::SplitMode::tensor ||
      !attempt.question.model.has_layers()) {
    return std::nullopt;
  }
  // Ollama has no option for experts.
  const bool moves_experts =
      has_experts(attempt.question.model) && given->program != memory::LlamaCppProgram::ollama;
  if (!moves_experts) {
    return with_host_layers(attempt, rig, wanted);
  }
  if (std::optional<Attempt> found = with_host_experts(attempt, rig, wanted)) {
    return found;
  }
  Attempt without_experts = attempt;
  const std::uint64_t layers = layers_of(attempt);
  engine_of(without_experts).n_cpu_moe = layers;
  without_experts.decisions.push_back(
      {"n-cpu-moe", std::to_string(layers), {MessageId::why_plan_host_experts, {}}});
  return with_host_layers(without_experts, rig, wanted);
}

HostPart host_part(const memory::Question& question) {
  const auto* engine = std::get_if<LlamaCpp>(&question.engine);
  if (engine == nullptr || !question.model.has_layers()) {
    return {};
  }
  HostPart part;
  part.all_layers = question.model.layout->architecture.layers.size() + 1;
  part.layers =
      part.all_layers - std::min(engine->gpu_layers.value_or(part.all_layers), part.all_layers);
  part.expert_layers = engine->n_cpu_moe;
  part.other =
      !engine->kv_offload ||
      std::any_of(engine->override_tensor.begin(), engine->override_tensor.end(),
                  [&](const memory::TensorOverride& moved) {
                    return memory::llama_cpp::is_main_memory(moved.buffer, engine->backend);
                  });
  return part;
}

}  // namespace vramcalc::advise
