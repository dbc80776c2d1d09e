// CUDA_VISIBLE_DEVICES: which of the cards programs see, and in which order.
#pragma once

#include <string_view>
#include <vector>

#include <vramcalc/read/local_machine.h>

namespace vramcalc::read::local {

/// By number or by the beginning of the UUID. What stands behind the first that is no card is not
/// seen (https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#env-vars).
[[nodiscard]] std::vector<LocalCard> visible_cards(const std::vector<LocalCard>& cards,
                                                   std::string_view variable);

}  // namespace vramcalc::read::local
