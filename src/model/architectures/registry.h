// Every architecture that a config.json may name. A new one is a function in a file here and a row
// in registry.cpp.
#pragma once

#include <span>
#include <string_view>

#include "model/layout/layout.h"

namespace vramcalc::model {

struct ArchitectureRow {
  std::string_view model_type;  // of the config's language part
  std::string_view gguf_name;   // llama.cpp's name; empty where it has none
  void (*build)(Layout& layout);
  bool tied_by_default = false;  // where the config does not say whether embeddings are tied
  /// What a config inside another leaves out: there, unlike in a file of its own, transformers
  /// writes only what differs from the defaults of the class (PretrainedConfig.to_diff_dict).
  const Dimensions* nested_defaults = nullptr;
};

[[nodiscard]] std::span<const ArchitectureRow> architecture_rows();

/// nullptr for an unknown type. Case and separators matter: these are identifiers.
[[nodiscard]] const ArchitectureRow* find_architecture(std::string_view model_type);

}  // namespace vramcalc::model
