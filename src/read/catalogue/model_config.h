// The `config:` of a catalogue entry: a publisher's config.json, written in YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "read/catalogue/yaml.h"

namespace vramcalc::read {

struct ModelConfig {
  std::string json;          // compact, ASCII, keys in the order of the file
  std::string architecture;  // model_type
  std::optional<std::uint64_t> layers;
  std::optional<std::uint64_t> max_context_tokens;
};

/// Plain scalars have the types of the YAML 1.2 core schema. The three figures may be absent or
/// null; they are looked up at the top, then in the part that describes the language model.
[[nodiscard]] ModelConfig read_model_config(const YamlNode& config, std::string_view file);

}  // namespace vramcalc::read
