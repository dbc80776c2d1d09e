// A language model as far as its size is known.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <vramcalc/core/source.h>
#include <vramcalc/model/architecture.h>
#include <vramcalc/model/recipe.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

enum class ModelSource : std::uint8_t { size, catalogue, gguf, safetensors, config };

/// The tensors and layers of a model, under llama.cpp's names. `published` is how its checkpoint
/// stores them; without it the inventory's own types are.
struct ModelLayout {
  Architecture architecture;
  Inventory inventory;
  std::optional<Recipe> published;
};

/// What a question is about. `parameters` counts the unique elements of the language model: tied
/// embeddings once, multi-token-prediction layers and vision towers aside.
struct Model {
  std::string id;          // empty for a bare size
  std::string name;        // "70B", "Llama 3.1 8B Instruct"
  std::string argument;    // how a command line names it: an id, a size, a path
  std::string repository;  // the publisher's on Hugging Face; empty where none is known
  ModelSource source = ModelSource::size;
  std::uint64_t parameters = 0;
  std::optional<std::string> architecture;  // model_type of the config
  std::optional<std::uint64_t> layers;
  std::optional<std::uint64_t> max_context_tokens;
  std::string native_precision = "fp16";  // id of the precision that it is published in

  std::optional<std::uint64_t> active_parameters;  // that one token passes through
  std::optional<std::uint64_t> mtp_parameters;     // where it has such layers
  std::optional<std::uint64_t> vision_parameters;  // where it has such a tower
  std::shared_ptr<const ModelLayout> layout;       // null where its architecture is not known
  std::shared_ptr<const Inventory> stored;         // what its file holds, where there is a file

  /// Whether its weights can be counted tensor by tensor.
  [[nodiscard]] bool has_tensors() const { return layout != nullptr || stored != nullptr; }

  /// Whether it is known what each of its layers does, which engines' own rules go by.
  [[nodiscard]] bool has_layers() const {
    return layout != nullptr && !layout->architecture.layers.empty();
  }
};

/// One entry of the model catalogue. Texts view storage that outlives it.
struct CatalogueModel {
  std::string_view id;
  std::string_view name;
  std::span<const std::string_view> aliases;
  std::string_view repository;  // empty for a size class
  std::uint64_t parameters = 0;
  std::string_view licence;   // empty where unknown
  std::string_view released;  // "2025-04-27", empty where unknown
  std::string_view architecture;
  std::optional<std::uint64_t> layers;
  std::optional<std::uint64_t> max_context_tokens;
  std::string_view native_precision = "fp16";  // by the config's dtype or quantisation
  std::string_view config_json;  // the publisher's config.json fields; empty for a size class
  std::span<const FigureSource> sources;

  [[nodiscard]] bool is_size_class() const { return config_json.empty(); }
};

/// The models of data/models.yaml, compiled in by the build.
[[nodiscard]] std::span<const CatalogueModel> builtin_models();

/// A bare size, named as it was written.
[[nodiscard]] Model model_of_size(std::string_view text);

[[nodiscard]] Model model_of_entry(const CatalogueModel& entry);

}  // namespace vramcalc::model
