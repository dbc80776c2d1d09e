#include <vramcalc/model/blueprint.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "model/architectures/registry.h"
#include "model/mtp/mtp.h"
#include "model/towers/towers.h"

namespace vramcalc::model {
namespace {

// "Qwen2ForCausalLM" is qwen2: the class of the model where a config lacks its model_type.
const ArchitectureRow* row_of_class(const Config& whole) {
  const std::vector<std::string_view> classes = whole.texts({"architectures"});
  if (classes.empty()) {
    return nullptr;
  }
  std::string_view name = classes.front();
  for (const std::string_view ending :
       {"ForCausalLM", "ForConditionalGeneration", "LMHeadModel", "Model"}) {
    if (name.ends_with(ending)) {
      name.remove_suffix(ending.size());
    }
  }
  const std::string wanted = folded_name(name);
  const std::span<const ArchitectureRow> rows = architecture_rows();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ArchitectureRow& row) {
    return folded_name(row.model_type) == wanted;
  });
  return found == rows.end() ? nullptr : &*found;
}

const ArchitectureRow& row_of(const Config& whole, const Config& text, std::string_view as) {
  const std::array<std::string_view, 3> types{as, text.text({"model_type"}),
                                              whole.text({"model_type"})};
  for (const std::string_view type : types) {
    const ArchitectureRow* row = type.empty() ? nullptr : find_architecture(type);
    if (row != nullptr) {
      return *row;
    }
    if (!as.empty()) {
      break;
    }
  }
  const std::string_view name = !as.empty() ? as : !types[1].empty() ? types[1] : types[2];
  const Text hint{MessageId::hint_name_architecture, {}};
  if (name.empty()) {
    if (const ArchitectureRow* row = row_of_class(whole)) {
      return *row;
    }
    throw Error(ErrorKind::unsupported,
                {MessageId::config_no_architecture, {{"file", std::string{whole.file()}}}}, hint);
  }
  throw Error(ErrorKind::unsupported,
              {MessageId::config_unknown_architecture,
               {{"file", std::string{whole.file()}}, {"name", printable(name)}}},
              hint);
}

bool is_expert_tensor(std::string_view name) {
  return name.find("_exps.") != std::string_view::npos;
}

}  // namespace

Config language_part(const Config& whole) {
  // Models that speak keep all of what thinks in a part of its own (Qwen Omni).
  const Config thinking = whole.part({"thinker_config"}).value_or(whole);
  return thinking.part({"text_config", "language_config", "llm_config"}).value_or(thinking);
}

Blueprint build_model(const Config& whole, std::string_view as) {
  const Config text = language_part(whole);
  const ArchitectureRow& row = row_of(whole, text, as);
  const bool nested = &text.members() != &whole.members();
  Layout layout{whole, text, row.tied_by_default,
                nested && row.nested_defaults != nullptr ? *row.nested_defaults : Dimensions{}};
  row.build(layout);
  Architecture& architecture = layout.architecture();
  const Dimensions& dimensions = layout.dimensions();
  architecture.model_type = std::string{text.text({"model_type"})};
  if (architecture.model_type.empty()) {
    architecture.model_type = std::string{whole.text({"model_type"})};
  }
  if (architecture.model_type.empty()) {
    architecture.model_type = std::string{row.model_type};
  }
  if (architecture.gguf_name.empty()) {
    architecture.gguf_name = std::string{row.gguf_name};
  }
  architecture.hidden_size = dimensions.hidden;
  architecture.vocabulary = dimensions.vocabulary;
  architecture.max_context_tokens = dimensions.context;
  architecture.experts = dimensions.experts;
  architecture.experts_used = dimensions.experts_used;
  architecture.tied_embeddings = dimensions.tied;
  add_mtp_layers(layout, row.model_type);
  architecture.unknown_tower = !add_towers(layout);
  return {layout.take_architecture(), layout.take_inventory()};
}

bool is_known_architecture(std::string_view model_type) {
  return find_architecture(model_type) != nullptr;
}

std::uint64_t active_parameters(const Inventory& inventory, const Architecture& architecture) {
  std::uint64_t active = inventory.elements(TensorPart::language);
  if (architecture.experts_used >= architecture.experts) {
    return active;
  }
  for (const Tensor& tensor : inventory.tensors()) {
    if (tensor.part != TensorPart::language || !is_expert_tensor(tensor.name)) {
      continue;
    }
    // The experts are the slowest dimension: as many equal parts as there are experts.
    const std::uint64_t each = tensor.shape.elements() / architecture.experts;
    active -= each * (architecture.experts - architecture.experts_used);
  }
  return active;
}

}  // namespace vramcalc::model
