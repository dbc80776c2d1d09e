#include "read/safetensors/packing.h"

namespace vramcalc::read {
namespace {

using model::Config;
using model::ConfigObject;

constexpr std::uint64_t most_bits = 16;

// -1 stands for one group a row and 0 for none: nothing that tells a length.
std::optional<std::uint64_t> group_in(const Config& config) {
  const std::optional<double> group = config.number({"group_size", "q_group_size"});
  return group && *group >= 1 ? config.whole({"group_size", "q_group_size"}) : std::nullopt;
}

std::optional<std::uint64_t> bits_in(const Config& config) {
  const std::optional<std::uint64_t> bits = config.whole({"bits", "w_bit", "num_bits"}, most_bits);
  return bits == 0U ? std::nullopt : bits;
}

// compressed-tensors: {"config_groups": {"group_0": {"weights": {"num_bits": 4, "group_size":
// 32}}}}. https://github.com/neuralmagic/compressed-tensors src/compressed_tensors/quantization
Packing packing_of_groups(const Config& groups) {
  Packing packing;
  bool is_first = true;
  for (const model::ConfigMember& member : groups.members()) {
    const std::optional<Config> scheme = groups.part({member.key});
    const std::optional<Config> weights = scheme ? scheme->part({"weights"}) : std::nullopt;
    if (!weights) {
      continue;
    }
    const auto bits = bits_in(*weights);
    const auto group = group_in(*weights);
    packing.bits = is_first || packing.bits == bits ? bits : std::nullopt;
    packing.group = is_first || packing.group == group ? group : std::nullopt;
    is_first = false;
  }
  return packing;
}

}  // namespace

std::optional<std::uint64_t> Packing::group_of(std::string_view module) const {
  const auto found =
      module_groups.empty() ? module_groups.end() : module_groups.find(std::string{module});
  return found == module_groups.end() ? group : std::optional{found->second};
}

Packing packing_of(const Config& config) {
  const std::optional<Config> quantisation = config.part({"quantization_config", "quantization"});
  if (!quantisation) {
    return {};
  }
  if (const auto groups = quantisation->part({"config_groups"})) {
    return packing_of_groups(*groups);
  }
  Packing packing;
  packing.bits = bits_in(*quantisation);
  packing.group = group_in(*quantisation);
  // MLX: {"group_size": 64, "bits": 4, "model.layers.0.mlp.gate": {"group_size": 32, "bits": 8}}.
  // https://github.com/ml-explore/mlx-lm mlx_lm/utils.py
  for (const model::ConfigMember& member : quantisation->members()) {
    const auto* object = member.value.get<ConfigObject>();
    if (object != nullptr) {
      if (const auto group = group_in(Config{member.value, config.file()})) {
        packing.module_groups.emplace(member.key, *group);
      }
    }
  }
  return packing;
}

}  // namespace vramcalc::read
