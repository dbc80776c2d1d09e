#include "accuracy/serving_rules.h"

#include <algorithm>
#include <string>

namespace vramcalc::accuracy {
namespace {

bool keeps_every_token(const model::Layer& layer) {
  if (layer.parallel || std::holds_alternative<model::Recurrent>(layer.mixer)) {
    return false;
  }
  if (const auto* grouped = std::get_if<model::GroupedAttention>(&layer.mixer)) {
    return grouped->window == 0;
  }
  if (const auto* latent = std::get_if<model::LatentAttention>(&layer.mixer)) {
    return latent->window == 0;
  }
  return true;
}

}  // namespace

std::string_view rule_text(ServingExclusion exclusion) {
  switch (exclusion) {
    case ServingExclusion::none:
      return "compared";
    case ServingExclusion::training:
      return "a training run";
    case ServingExclusion::other_engine:
      return "the engine is neither vLLM nor SGLang";
    case ServingExclusion::not_gpu:
      return "the devices are NPUs, not GPUs";
    case ServingExclusion::no_config:
      return "no config of that model is at hand, or the source does not name it";
    case ServingExclusion::unknown_quantisation:
      return "a quantised checkpoint whose own config, which says what it leaves in 16 bits, is "
             "not "
             "at hand";
    case ServingExclusion::no_head:
      return "an embedding model: the config's output head is not loaded";
  }
  return "";
}

ServingExclusion exclusion_of_log(const Row& row) {
  const std::string engine = row.at("engine");
  if (row.at("kind") == "training") {
    return ServingExclusion::training;
  }
  if (engine != "vllm" && engine != "sglang") {
    return ServingExclusion::other_engine;
  }
  if (row.value("gpus", "").find("NPU") != std::string::npos) {
    return ServingExclusion::not_gpu;
  }
  if (!row.contains("reference")) {
    return ServingExclusion::no_config;
  }
  if (!row.contains("precision")) {
    return ServingExclusion::unknown_quantisation;
  }
  return row.value("head", true) ? ServingExclusion::none : ServingExclusion::no_head;
}

bool has_known_budget(const Row& row) {
  const bool has_memory = row.contains("card") || row.contains("memory_gib");
  // A log that lists every option that was given says of all others that they are the release's.
  const bool has_share = row.contains("share") || row.value("lists_options", false);
  return has_memory && has_share && has_known_profile(row);
}

bool has_known_profile(const Row& row) {
  return row.contains("release");
}

bool has_uniform_cache(const model::Model& model) {
  const auto& layers = model.layout->architecture.layers;
  return std::all_of(layers.begin(), layers.end(), keeps_every_token);
}

}  // namespace vramcalc::accuracy
