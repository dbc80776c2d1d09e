// What a config says of packed weights: how many bits each has, and how many share a scale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <vramcalc/model/config.h>

namespace vramcalc::read {

struct Packing {
  std::optional<std::uint64_t> bits;   // 1 to 16; empty where not said, or where modules differ
  std::optional<std::uint64_t> group;  // weights that share a scale along a row; never 0
  /// MLX: modules with a group of their own.
  std::unordered_map<std::string, std::uint64_t> module_groups;

  [[nodiscard]] std::optional<std::uint64_t> group_of(std::string_view module) const;
};

/// quantization_config as transformers has it, quantization as MLX has it. Throws Error(bad_input)
/// for figures that make no sense.
[[nodiscard]] Packing packing_of(const model::Config& config);

}  // namespace vramcalc::read
