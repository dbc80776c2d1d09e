#include "read/gguf/names.h"

#include <algorithm>
#include <vector>

namespace vramcalc::read {
namespace {

using model::StorageType;
using model::Tensor;
using model::TensorPart;

TensorPart part_of(const GgufName& name, const GgufPartRules& rules) {
  if (rules.adapter) {
    return TensorPart::adapter;
  }
  if (name.block) {
    const bool mtp = *name.block >= rules.first_mtp_block || name.stem.starts_with("nextn.");
    return mtp ? TensorPart::mtp : TensorPart::language;
  }
  if (name.stem.starts_with("a.") || name.stem.starts_with("mm.a.")) {
    return TensorPart::audio;
  }
  if (rules.projector || name.stem.starts_with("v.") || name.stem.starts_with("mm.")) {
    return TensorPart::vision;
  }
  const bool rope = name.stem.starts_with("rope_freqs.") || name.stem.starts_with("rope_factors_");
  return rope ? TensorPart::generated : TensorPart::language;
}

constexpr std::string_view weight_ending = "weight";

// "blk.0.attn_q." of "blk.0.attn_q.weight".
std::string_view without_ending(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot + 1);
}

bool is_scale_name(std::string_view name) {
  return name.ends_with(".scale") || name.ends_with(".input_scale");
}

// NVFP4 has a second scale for each matrix, or for each expert of one. The same names hold weights
// in models of other types.
void assign_scales(model::Inventory& inventory) {
  std::vector<std::string_view> matrices;
  for (const Tensor& tensor : inventory.tensors()) {
    if (tensor.type == StorageType::nvfp4 && tensor.name.ends_with(weight_ending)) {
      matrices.push_back(without_ending(tensor.name));
    }
  }
  std::sort(matrices.begin(), matrices.end());
  for (Tensor& tensor : inventory.tensors()) {
    const bool scale =
        !matrices.empty() && is_scale_name(tensor.name) &&
        std::binary_search(matrices.begin(), matrices.end(), without_ending(tensor.name));
    tensor.part = scale ? TensorPart::scale : tensor.part;
  }
}

}  // namespace

GgufName split_gguf_name(std::string_view name) {
  constexpr std::string_view prefix = "blk.";
  constexpr std::size_t most_digits = 9;
  if (!name.starts_with(prefix)) {
    return {std::nullopt, name};
  }
  const std::string_view rest = name.substr(prefix.size(), most_digits + 1);
  std::uint64_t block = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '.' && i > 0) {
      return {block, name.substr(prefix.size() + i + 1)};
    }
    if (rest[i] < '0' || rest[i] > '9') {
      break;
    }
    block = block * 10 + static_cast<std::uint64_t>(rest[i] - '0');
  }
  return {std::nullopt, name};
}

void assign_gguf_parts(model::Inventory& inventory, const GgufPartRules& rules) {
  bool scaled = false;
  for (Tensor& tensor : inventory.tensors()) {
    tensor.part = part_of(split_gguf_name(tensor.name), rules);
    scaled |= tensor.type == StorageType::nvfp4;
  }
  if (scaled) {
    assign_scales(inventory);
  }
}

}  // namespace vramcalc::read
