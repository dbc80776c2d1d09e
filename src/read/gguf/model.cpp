#include "read/gguf/model.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <vramcalc/core/spelling.h>
#include <vramcalc/model/blueprint.h>

#include "read/gguf/adapter.h"
#include "read/gguf/figures.h"
#include "read/gguf/file_type.h"
#include "read/gguf/layers.h"
#include "read/gguf/names.h"

namespace vramcalc::read {
namespace {

using model::Tensor;
using model::TensorPart;

constexpr std::size_t longest_name = 80;

// A projector, the vision or audio tower of a model, is a file of its own with this architecture:
// https://github.com/ggml-org/llama.cpp tools/mtmd/clip-impl.h
constexpr std::string_view projector_architecture = "clip";

const Tensor* find_tensor(const model::Inventory& inventory, std::string_view name) {
  const auto tensors = inventory.tensors();
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const Tensor& tensor) { return tensor.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

std::string name_of_model(const GgufMetadata& metadata, std::string_view file_name) {
  for (const std::string_view key : {"general.name", "general.basename"}) {
    if (const std::string_view name = metadata.text(key); !name.empty()) {
      return printable(name, longest_name);
    }
  }
  return printable(file_name, longest_name);
}

model::Architecture architecture_of(const GgufFigures& figures, const model::Inventory& inventory) {
  model::Architecture architecture;
  architecture.gguf_name = printable(figures.architecture, longest_name);
  architecture.hidden_size = figures.hidden;
  architecture.vocabulary = figures.vocabulary;
  architecture.max_context_tokens = figures.context;
  architecture.experts = figures.experts;
  architecture.experts_used = figures.experts_used;
  architecture.expert_groups = figures.expert_groups;
  architecture.expert_groups_used = figures.expert_groups_used;
  architecture.residual_block = figures.residual_block;
  architecture.parallel_residual = figures.parallel_residual;
  architecture.heads = figures.heads[0];
  architecture.kv_heads = figures.kv_heads[0];
  const Tensor* embedding = find_tensor(inventory, "token_embd.weight");
  if (architecture.vocabulary == 0 && embedding != nullptr) {
    architecture.vocabulary = embedding->shape[1];
  }
  architecture.tied_embeddings =
      embedding != nullptr && find_tensor(inventory, "output.weight") == nullptr;
  architecture.layers = read_gguf_layers(inventory, figures);
  if (!architecture.layers.empty() &&
      std::holds_alternative<model::LatentAttention>(architecture.layers.front().mixer)) {
    architecture.kv_heads = 1;
  }
  return architecture;
}

GgufPartRules part_rules(const GgufMetadata& metadata, const GgufFigures& figures) {
  GgufPartRules rules;
  rules.adapter = is_gguf_adapter(metadata);
  rules.projector = figures.architecture == projector_architecture;
  rules.first_mtp_block = figures.mtp_blocks == 0 ? std::numeric_limits<std::uint64_t>::max()
                                                  : figures.language_blocks();
  return rules;
}

GgufFileType name_file_type(const GgufMetadata& metadata, const model::Inventory& inventory,
                            std::vector<Text>& warnings) {
  const auto number = metadata.number("general.file_type");
  const auto stated = number ? gguf_file_type(number->bits) : std::nullopt;
  if (stated) {
    return *stated;
  }
  const GgufFileType nearest = file_type_of(dominant_type(inventory));
  if (number) {
    warnings.push_back({MessageId::warning_gguf_unknown_file_type,
                        {{"number", text_of(*number)}, {"type", std::string{nearest.name}}}});
  }
  return nearest;
}

std::optional<model::Tokenizer> tokenizer_of(const GgufMetadata& metadata) {
  if (!metadata.has("tokenizer.ggml.model")) {
    return std::nullopt;
  }
  return model::Tokenizer{printable(metadata.text("tokenizer.ggml.model"), longest_name),
                          printable(metadata.text("tokenizer.ggml.pre"), longest_name),
                          metadata.list_length("tokenizer.ggml.tokens").value_or(0)};
}

using PartElements = std::array<Bytes, static_cast<std::size_t>(TensorPart::generated) + 1>;

// Inventory::elements() of all parts, in one pass over thousands of tensors.
PartElements elements_of_parts(const model::Inventory& inventory) {
  PartElements elements;
  for (const Tensor& tensor : inventory.tensors()) {
    elements[static_cast<std::size_t>(tensor.part)] += Bytes{tensor.shape.elements()};
  }
  return elements;
}

model::Model model_of(const GgufFigures& figures, model::ModelLayout layout) {
  const model::Architecture& architecture = layout.architecture;
  const model::Inventory& inventory = layout.inventory;
  model::Model model;
  model.source = model::ModelSource::gguf;
  const PartElements elements = elements_of_parts(inventory);
  const auto parameters = [&](TensorPart part) {
    return elements[static_cast<std::size_t>(part)].count();
  };
  const auto parameters_if_any = [&](TensorPart part) {
    return parameters(part) == 0 ? std::nullopt : std::optional{parameters(part)};
  };
  model.parameters = parameters(TensorPart::language);
  if (!architecture.gguf_name.empty()) {
    model.architecture = architecture.gguf_name;
  }
  if (figures.has_blocks) {
    model.layers = figures.language_blocks();
  }
  if (architecture.max_context_tokens != 0) {
    model.max_context_tokens = architecture.max_context_tokens;
  }
  if (architecture.experts != 0) {
    model.active_parameters = model::active_parameters(inventory, architecture);
  }
  model.mtp_parameters = parameters_if_any(TensorPart::mtp);
  model.vision_parameters = parameters_if_any(TensorPart::vision);
  model.layout = std::make_shared<const model::ModelLayout>(std::move(layout));
  return model;
}

}  // namespace

void fill_gguf_checkpoint(model::Checkpoint& checkpoint, GgufMetadata& metadata,
                          model::Inventory inventory, std::string_view file_name) {
  const GgufFigures figures = read_gguf_figures(metadata);
  if (figures.architecture.empty()) {
    checkpoint.warnings.push_back({MessageId::warning_gguf_no_architecture, {}});
  }
  assign_gguf_parts(inventory, part_rules(metadata, figures));
  const GgufFileType file_type = name_file_type(metadata, inventory, checkpoint.warnings);
  checkpoint.file_type = file_type.name;
  checkpoint.tokenizer = tokenizer_of(metadata);
  if (is_gguf_adapter(metadata)) {
    checkpoint.adapter = read_gguf_adapter(metadata, inventory);
  }
  model::Architecture architecture = architecture_of(figures, inventory);
  checkpoint.model =
      model_of(figures, {std::move(architecture), std::move(inventory), std::nullopt});
  checkpoint.model.name = name_of_model(metadata, file_name);
  checkpoint.model.native_precision = file_type.precision;
  checkpoint.metadata = metadata.take_entries();
}

}  // namespace vramcalc::read
