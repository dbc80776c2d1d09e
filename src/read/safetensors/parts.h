// What a tensor of a Hugging Face checkpoint belongs to, by its name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <vramcalc/model/tensor.h>

namespace vramcalc::read {

/// Sets the part of every tensor. `first_mtp_layer` is the number of layers that the config gives
/// where it says that multi-token-prediction layers follow them.
void assign_parts(std::span<model::Tensor> tensors,
                  std::optional<std::uint64_t> first_mtp_layer = std::nullopt);

}  // namespace vramcalc::read
