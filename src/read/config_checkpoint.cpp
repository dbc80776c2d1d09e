#include "read/config_checkpoint.h"

#include <memory>
#include <system_error>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/blueprint.h>
#include <vramcalc/model/stored_components.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::read {
namespace {

constexpr std::size_t longest_name = 80;

std::optional<std::uint64_t> if_any(std::uint64_t count) {
  return count == 0 ? std::nullopt : std::optional{count};
}

void describe(model::Model& model, const model::ModelLayout& layout) {
  const model::Architecture& architecture = layout.architecture;
  model.architecture = architecture.model_type;
  model.layers = architecture.layers.size();
  model.max_context_tokens = if_any(architecture.max_context_tokens);
  model.parameters = layout.inventory.elements(model::TensorPart::language);
  model.active_parameters = model::active_parameters(layout.inventory, architecture);
  model.mtp_parameters = if_any(layout.inventory.elements(model::TensorPart::mtp));
  model.vision_parameters = if_any(layout.inventory.elements(model::TensorPart::vision));
}

// What the rule of thumb says of a config of unknown layout: its figures are read as if it were
// built like most models are. Nothing where they do not suffice.
std::optional<Text> hint_by_rule(const model::Config& config) {
  try {
    const std::uint64_t parameters =
        model::build_model(config, "llama").inventory.elements(model::TensorPart::language);
    const memory::Estimate estimate =
        memory::estimate_by_rule(parameters, model::find_precision("fp16"));
    return Text{MessageId::hint_rule_for_unknown,
                {{"count", count_text(parameters)}, {"size", memory::total(estimate).expected}}};
  } catch (const Error&) {
    return std::nullopt;
  }
}

model::Blueprint build(const model::Config& config, std::string_view architecture) {
  try {
    return model::build_model(config, architecture);
  } catch (const Error& error) {
    const std::optional<Text> hint = hint_by_rule(config);
    if (error.kind() != ErrorKind::unsupported || !architecture.empty() || !hint) {
      throw;
    }
    throw Error(error.kind(), error.message(), hint);
  }
}

}  // namespace

model::Checkpoint checkpoint_of_config(const model::Config& config,
                                       const ModelFileOptions& options) {
  model::Blueprint blueprint = build(config, options.architecture);
  auto layout = std::make_shared<model::ModelLayout>();
  layout->architecture = std::move(blueprint.architecture);
  layout->inventory = std::move(blueprint.inventory);
  layout->published = model::published_recipe(config);
  model::Checkpoint checkpoint;
  checkpoint.format = model::CheckpointFormat::config;
  checkpoint.path = std::string{config.file()};
  checkpoint.file_type = model::recipe_text(*layout->published);
  checkpoint.model.source = model::ModelSource::config;
  checkpoint.model.native_precision = model::precision_id_of(*layout->published);
  describe(checkpoint.model, *layout);
  if (layout->architecture.unknown_tower) {
    checkpoint.warnings.push_back({MessageId::warning_unknown_tower, {}});
  }
  if (options.components) {
    checkpoint.components = model::stored_components(*layout, config);
  }
  checkpoint.model.layout = std::move(layout);
  return checkpoint;
}

std::string model_name_of(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error).lexically_normal();
  constexpr std::string_view cache_prefix = "models--";
  for (const std::filesystem::path& part : whole) {
    std::string name = part.string();
    if (name.starts_with(cache_prefix)) {
      name.erase(0, cache_prefix.size());
      if (const std::size_t separator = name.find("--"); separator != std::string::npos) {
        name.erase(0, separator + 2);
      }
      return printable(name, longest_name);
    }
  }
  const std::string stem = whole.stem().string();
  const bool says_nothing = stem.empty() || stem == "config" || stem.starts_with("model");
  const std::string folder = whole.parent_path().filename().string();
  return printable(says_nothing && !folder.empty() ? folder : stem, longest_name);
}

}  // namespace vramcalc::read
